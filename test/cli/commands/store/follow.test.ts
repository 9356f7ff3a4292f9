import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { isoTime } from "../../../../src/records/clock.js";
import { uuidV7 } from "../../../../src/records/uuid-v7.js";
import { openTraceStore } from "../../../../src/store/index.js";
import { SERVER_ADDRESS } from "../../../support/environment.js";
import { HAS_TERMINAL, KEYS, openTerminal } from "../../../support/process/pseudo-terminal.js";
import { commandLine, strangersEnvironment } from "../../support/run-command.js";
import { storedProject, timeout } from "../../support/stored-project.js";

describe.skipIf(SERVER_ADDRESS === undefined)("langchain-opik traces --follow (needs TEST_DATABASE_URL)", () => {
  const { folder, env, traceIds } = storedProject("server");

  function environment() {
    return { ...strangersEnvironment(), ...env() };
  }

  function openStore() {
    const { OPIK_LANGCHAIN_STORE: location = "", OPIK_LANGCHAIN_STORE_PREFIX: prefix = "" } = env();
    return openTraceStore(location, { prefix });
  }

  it.skipIf(!HAS_TERMINAL)(
    "traces --follow shows traces as they start and end, and ends by Ctrl-C with 0 (needs `script`)",
    { timeout },
    async () => {
      const args = commandLine(["traces", "--follow", "--limit", "1"]);
      const terminal = openTerminal(args, { cwd: folder(), env: environment(), columns: 120 });
      await terminal.shows(`${traceIds()[0]?.slice(-12) ?? ""} error`);
      await terminal.shows("waiting for traces");

      const store = await openStore();
      const micros = Date.now() * 1000;
      const shared = { start_time: isoTime(micros), last_updated_at: isoTime(micros), source: "sdk" };
      const trace = { ...shared, id: uuidV7(micros), name: "slow-agent", input: { question: "Is it\nraining?" } };
      const call = {
        ...shared,
        id: uuidV7(micros),
        trace_id: trace.id,
        name: "ChatOpenAI",
        type: "llm",
        model: "gpt-4o",
      };
      await store.write("span", [call]);
      await store.write("trace", [trace]);
      await terminal.shows(`${trace.id.slice(-12)} open`);
      await terminal.shows("slow-agent · 1 span so far · in llm ChatOpenAI gpt-4o · Is it raining?");
      await terminal.shows("1 open: slow-agent for ");

      const end = { end_time: isoTime(micros + 3_000_000), last_updated_at: isoTime(micros + 3_000_000) };
      await store.write("trace", [{ ...trace, ...end }]);
      await store.close();
      await terminal.shows(`${trace.id.slice(-12)} ok          3.00 s slow-agent · Is it raining?`);
      await terminal.shows("waiting for traces");
      terminal.type(KEYS.interrupt);
      expect(await terminal.ended).toBe(0);
    },
  );

  it("traces --follow --json prints each trace as one line of JSON", { timeout }, async () => {
    const [file = "", ...args] = commandLine(["traces", "--follow", "--json", "--from", "7d"]);
    const child = spawn(file, args, { cwd: folder(), env: environment(), stdio: "pipe" });
    const told: unknown[] = [];
    for await (const line of createInterface(child.stdout)) {
      told.push(JSON.parse(line));
      if (told.length === 2) break;
    }
    expect(told).toMatchObject([
      { id: traceIds()[1], status: "ok", duration_ms: 2_000, elapsed_ms: 2_000 },
      { id: traceIds()[0], status: "error", input: { messages: [{ role: "user" }] } },
    ]);
    const closed = once(child, "close");
    child.kill("SIGINT");
    await closed;
    expect(child.exitCode).toBe(0);
  });
});
