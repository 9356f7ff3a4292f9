import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { storeTarget } from "../../src/delivery/store-target.js";
import { openTraceStore } from "../../src/store/index.js";
import { startRecordingOpikServer } from "../support/recording-opik-server.js";
import { answer, type ScriptedAnswer } from "../support/scripted-answer.js";
import { textMatching } from "../support/text-matchers.js";
import { projectFolder } from "./support/project-folder.js";
import { KEY, runCommand } from "./support/run-command.js";
import { newTrace, openSpool } from "./support/spooled-records.js";

const DAY_MS = 86_400_000;

async function startServer(...script: ScriptedAnswer[]) {
  const server = await startRecordingOpikServer({ script });
  onTestFinished(() => server.close());
  return server;
}

/** The command in a project whose records wait in its own folder. */
function runSpool(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return runCommand(["spool", ...args], { folder, env: { OPIK_LANGCHAIN_SPOOL_DIR: join(folder, "spool"), ...env } });
}

describe("langchain-opik spool", () => {
  it("says that nothing waits, and makes no folder for that", async () => {
    const folder = projectFolder();
    const { exitCode, stdout } = await runSpool(folder, []);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `Nothing waits on disk in ${join(folder, "spool")}\n`,
    });
    expect(existsSync(join(folder, "spool"))).toBe(false);
  });

  it("lists what waits for each server, and the dead letters by reason", async () => {
    const folder = projectFolder();
    const spool = openSpool(folder, "http://localhost:5173/api");
    await spool.keep({ kind: "trace", records: [newTrace(), newTrace()] });
    await spool.shelter({ kind: "trace", records: [newTrace()] });
    for (const reason of ["blank name", "bad usage", "bad usage"]) await spool.bury({ record: newTrace(), reason });
    await openSpool(folder, "https://opik.example/api").keep({ kind: "trace", records: [newTrace()] });

    const { stdout } = await runSpool(folder, ["list"]);
    expect(stdout).toMatch(/^http:\/\/localhost:5173\/api, workspace "default"$/m);
    expect(stdout).toMatch(/^ {2}waiting: 2 records in 1 file, 1 kB, the oldest for \d.*$/m);
    expect(stdout).toMatch(/^ {2}1 file being sent, or left by a process that died$/m);
    expect(stdout).toMatch(
      /dead letters: 3 records that the server will not take\n {4}2 × bad usage\n {4}1 × blank name$/m,
    );
    expect(stdout).toMatch(/^https:\/\/opik\.example\/api, workspace "default"$/m);
  });

  it("replays to the server of the settings, with its key, and to no other with it", async () => {
    const folder = projectFolder();
    const [configured, other] = [await startServer(), await startServer()];
    const [first, second] = [newTrace(), newTrace()];
    const spool = openSpool(folder, configured.url);
    await spool.keep({ kind: "trace", records: [first] });
    await openSpool(folder, other.url).keep({ kind: "trace", records: [second] });
    await openSpool(folder, "https://www.comet.com/opik/api").keep({ kind: "trace", records: [newTrace()] });

    const env = { OPIK_URL_OVERRIDE: configured.url, OPIK_API_KEY: KEY };
    const { exitCode, stdout } = await runSpool(folder, ["replay"], env);

    expect(configured.traces.map(({ id }) => id)).toEqual([first.id]);
    expect(configured.requests.map(({ headers }) => headers.authorization)).toEqual([KEY]);
    expect(other.traces.map(({ id }) => id)).toEqual([second.id]);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /comet\.com\/opik\/api, workspace "default"\n {2}0 records sent\n {2}The rest waits on: .* have no key/,
    );
    expect(readdirSync(spool.path)).toEqual(["target.json"]);
  });

  it("replays to the trace store of the settings", { timeout: 120_000 }, async () => {
    const folder = projectFolder();
    const location = join(folder, "traces");
    const record = newTrace({ name: "kept for the store" });
    const target = { apiUrl: storeTarget(location, undefined), workspaceName: "" };
    await openSpool(folder, target.apiUrl, target.workspaceName).keep({ kind: "trace", records: [record] });

    const unnamed = await runSpool(folder, ["replay"]);
    expect(unnamed.stdout).toMatch(
      /^store:.*traces\n {2}0 records sent\n {2}The rest waits on: .*name another trace store/,
    );
    const { stdout, exitCode } = await runSpool(folder, ["replay"], { OPIK_LANGCHAIN_STORE: location });
    expect({ stdout, exitCode }).toEqual({ stdout: `store:${location}\n  1 record sent\n`, exitCode: 0 });

    const store = await openTraceStore(location);
    onTestFinished(() => store.close());
    expect((await store.getTrace(record.id))?.trace).toMatchObject({ name: "kept for the store" });
  });

  it("buries what the server never takes, with its words, and sends the rest", async () => {
    const folder = projectFolder();
    const server = await startServer();
    const [good, bad, old] = [newTrace(), newTrace({ error_info: { exception_type: "" } }), newTrace({}, 50 * DAY_MS)];
    await openSpool(folder, server.url).keep({ kind: "trace", records: [good, bad, old] });

    const replay = await runSpool(folder, ["replay", "--json"], { OPIK_URL_OVERRIDE: server.url });
    expect(JSON.parse(replay.stdout)).toMatchObject({ replayed: [{ accepted: 1, buried: 2, damaged: 0 }] });
    expect(replay.exitCode).toBe(0);
    expect(server.traces.map(({ id }) => id)).toEqual([good.id]);

    const list = await runSpool(folder, ["list", "--json"]);
    expect(JSON.parse(list.stdout)).toMatchObject({
      targets: [
        {
          waiting: { files: 0, records: 0, bytes: 0 },
          deadLetters: [
            { id: old.id, reason: textMatching(/too far from today/) },
            { id: bad.id, reason: textMatching(/status 4\d\d/) },
          ],
        },
      ],
    });
  });

  it("leaves what waits when the server is not ready, and says why", async () => {
    const folder = projectFolder();
    const server = await startServer(answer(503));
    const spool = openSpool(folder, server.url);
    await spool.keep({ kind: "trace", records: [newTrace()] });

    const { exitCode, stdout } = await runSpool(folder, ["replay"], { OPIK_URL_OVERRIDE: server.url });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/0 records sent\n {2}The rest waits on: status 503/);
    expect((await spool.claimOldest())?.records).toHaveLength(1);
  });

  it("clears only when told to, and not what is being sent", async () => {
    const folder = projectFolder();
    const spool = openSpool(folder, "http://localhost:5173/api");
    await spool.keep({ kind: "trace", records: [newTrace(), newTrace()] });
    await spool.bury({ record: newTrace(), reason: "refused" });
    const sending = await spool.shelter({ kind: "trace", records: [newTrace()] });

    const asked = await runSpool(folder, ["clear"]);
    expect(asked).toMatchObject({
      exitCode: 1,
      stdout: textMatching(/Nothing was removed.*--yes removes it/),
    });
    expect(readdirSync(spool.path)).toHaveLength(4);

    const told = await runSpool(folder, ["clear", "--yes"]);
    expect(told).toMatchObject({ exitCode: 0, stdout: textMatching(/Removed 2 records and 1 dead letter\./) });
    await sending?.release();
    expect((await spool.claimOldest())?.records).toHaveLength(1);
  });
});
