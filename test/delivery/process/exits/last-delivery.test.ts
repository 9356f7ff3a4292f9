import { readdirSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { uuidV7 } from "../../../../src/records/uuid-v7.js";
import { testDisk } from "../../../support/delivery/test-delivery.js";
import { answer, type ScriptedAnswer } from "../../../support/models/scripted-answer.js";
import { startForwardProxy } from "../../../support/opik-server/forward-proxy.js";
import { testId } from "../../../support/opik-server/record-texts.js";
import { startRecordingOpikServer } from "../../../support/opik-server/recording-opik-server.js";
import { runProgram } from "../../../support/process/run-program.js";

const ACCEPT_AND_END = new URL("../exit-programs/accept-and-end.ts", import.meta.url);
const HOOK_AND_END = new URL("../exit-programs/hook-and-end.ts", import.meta.url);
/** Discard: nothing listens there, and the connection is refused. */
const DEAD_SERVER = "http://127.0.0.1:9/api";

async function startServer(...script: ScriptedAnswer[]) {
  const server = await startRecordingOpikServer({ script });
  onTestFinished(() => server.close());
  return server;
}

describe("a process that ends without a flush", () => {
  it("a process that ends without a flush delivers its records and keeps its exit code", async () => {
    const server = await startServer();

    const { exitCode, output } = await runProgram(ACCEPT_AND_END, { TEST_API_URL: server.url, TEST_EXIT_CODE: "3" });

    expect(server.traces.map(({ id }) => id)).toEqual([testId(1)]);
    expect({ exitCode, output }).toEqual({ exitCode: 3, output: "" });
  });

  it("a process that ends tries a failing server once more", async () => {
    const server = await startServer(answer(503));

    await runProgram(ACCEPT_AND_END, { TEST_API_URL: server.url });

    expect(server.traces).toHaveLength(1);
  });

  it("a process ends by itself when the server is down, and reports what was lost", async () => {
    const result = await runProgram(ACCEPT_AND_END, { TEST_API_URL: DEAD_SERVER, TEST_EXIT_CODE: "0" });

    expect(result).toEqual({ exitCode: 0, output: "unreachable\n" });
  });

  it.each([
    ["is down", DEAD_SERVER, {}],
    ["never answers", undefined, { exitTimeoutMs: 200, requestTimeoutMs: 3_600_000 }],
  ])("a process that ends leaves its records on disk when the server %s", async (_, address, settings) => {
    const server = await startServer({ kind: "never" }, { kind: "never" });
    const disk = testDisk();

    const result = await runProgram(ACCEPT_AND_END, {
      TEST_API_URL: address ?? server.url,
      TEST_SETTINGS: JSON.stringify({ ...settings, disk }),
      // What waits on disk has to be of today.
      TEST_TRACE_ID: uuidV7(Date.now() * 1000),
    });

    expect(result).toEqual({ exitCode: 0, output: "spooling\n" });
    expect(readdirSync(disk.dir ?? "", { recursive: true }).join()).toContain(".trace.1.");
  });

  it("a process that ends sends what an earlier one left on disk, since all of them may be short", async () => {
    const server = await startServer(answer(503), answer(503));
    const disk = testDisk();
    // What waits on disk has to be of today.
    const ids = [uuidV7(Date.now() * 1000), uuidV7(Date.now() * 1000)];
    const run = (id: string | undefined) =>
      runProgram(ACCEPT_AND_END, {
        TEST_API_URL: server.url,
        // A busy machine is no slow server.
        TEST_SETTINGS: JSON.stringify({ disk, exitTimeoutMs: 20_000 }),
        TEST_TRACE_ID: id ?? "",
      });

    expect(await run(ids[0])).toEqual({ exitCode: 0, output: "spooling\n" });
    expect(await run(ids[1])).toEqual({ exitCode: 0, output: "" });

    expect(new Set(server.traces.map(({ id }) => id))).toEqual(new Set(ids));
    expect(readdirSync(disk.dir ?? "", { recursive: true }).join()).not.toContain(".trace.");
  });

  it("a process ends by itself when the server never answers, and reports what was left", async () => {
    const server = await startServer({ kind: "never" }, { kind: "never" });
    const settings = JSON.stringify({ exitTimeoutMs: 3_000, requestTimeoutMs: 3_600_000 });

    const result = await runProgram(ACCEPT_AND_END, { TEST_API_URL: server.url, TEST_SETTINGS: settings });

    expect(server.requests).toHaveLength(1);
    expect(result).toEqual({ exitCode: 0, output: "left_at_exit\n" });
  });

  it("a process ends by itself when an earlier request is still without an answer", async () => {
    const server = await startServer({ kind: "never" }, { kind: "never" });
    const settings = JSON.stringify({ exitTimeoutMs: 200, requestTimeoutMs: 3_600_000 });

    const result = await runProgram(ACCEPT_AND_END, {
      TEST_API_URL: server.url,
      TEST_SETTINGS: settings,
      TEST_FLUSH_MS: "300",
    });

    expect(result).toEqual({ exitCode: 0, output: "left_at_exit\n" });
  });

  it("a process ends by itself when the proxy never answers", async () => {
    const proxy = await startForwardProxy({ silent: true });
    onTestFinished(() => proxy.close());
    const settings = JSON.stringify({ exitTimeoutMs: 3_000, requestTimeoutMs: 3_600_000 });

    const result = await runProgram(ACCEPT_AND_END, {
      TEST_API_URL: "https://opik.invalid/api",
      TEST_SETTINGS: settings,
      HTTPS_PROXY: proxy.url,
    });

    expect(new Set(proxy.requests)).toEqual(new Set(["CONNECT opik.invalid:443"]));
    expect(result).toEqual({ exitCode: 0, output: "left_at_exit\n" });
  });

  it("a process ends by itself when the server asks it to wait longer than an exit may take", async () => {
    const server = await startServer(answer(429, { "RateLimit-Reset": "3600" }));
    const settings = JSON.stringify({ exitTimeoutMs: 200 });

    const result = await runProgram(ACCEPT_AND_END, { TEST_API_URL: server.url, TEST_SETTINGS: settings });

    expect(result).toEqual({ exitCode: 0, output: "left_at_exit\n" });
  });

  it("a process that ends runs the hooks first and delivers their records, whatever other hooks throw", async () => {
    const server = await startServer();

    const result = await runProgram(HOOK_AND_END, { TEST_API_URL: server.url });

    expect(server.traces).toHaveLength(1);
    expect(result).toEqual({ exitCode: 0, output: "" });
  });
});
