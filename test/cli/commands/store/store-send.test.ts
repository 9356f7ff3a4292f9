import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { placeEmptyStore } from "../../../store/support/empty-store.js";
import { answer, type ScriptedAnswer } from "../../../support/models/scripted-answer.js";
import { startRecordingOpikServer } from "../../../support/opik-server/recording-opik-server.js";
import { HAS_TERMINAL, openTerminal } from "../../../support/process/pseudo-terminal.js";
import { textMatching } from "../../../support/traces/text-matchers.js";
import { commandLine, KEY, strangersEnvironment } from "../../support/run-command.js";
import { storedProject, storedTrace, timeout } from "../../support/stored-project.js";

async function startServer(...script: ScriptedAnswer[]) {
  const server = await startRecordingOpikServer({ script });
  onTestFinished(() => server.close());
  return server;
}

describe("langchain-opik send", () => {
  const { folder, traceIds, run } = storedProject();

  it("send sends what is stored to Opik, and leaves out what is too old", { timeout }, async () => {
    const opik = await startServer();
    const env = { OPIK_URL_OVERRIDE: opik.url, OPIK_API_KEY: KEY };

    const { stdout, exitCode } = await run(["send", "--from", "200d"], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^4 records sent\.\n2 records left out\. Its id's time is too far from today/);
    expect(opik.traces.map(({ id }) => id)).toEqual(traceIds().slice(0, 2));
    expect(opik.spans).toHaveLength(2);
  });

  it("send obeys its filters, and sends the last seven days by default", { timeout }, async () => {
    const opik = await startServer();
    const env = { OPIK_URL_OVERRIDE: opik.url };

    expect((await run(["send", "--status", "ok"], { env })).stdout).toBe("2 records sent.\n");
    expect((await run(["send", "--from", "3d", "--to", "1h", "--status", "error"], { env })).stdout).toBe(
      "0 records sent.\n",
    );
    expect(opik.traces.map(({ id }) => id)).toEqual([traceIds()[1]]);
  });

  it("send sends spans whose trace is not stored", { timeout }, async () => {
    const opik = await startServer();
    const { span } = storedTrace(Date.now() * 1000, 1);
    placeEmptyStore(join(folder(), "loose"));
    await run(["import", "-", "--store", "./loose"], { input: JSON.stringify(span) });

    const { stdout } = await run(["send", "--store", "./loose"], { env: { OPIK_URL_OVERRIDE: opik.url } });
    expect(stdout).toBe("1 record sent.\n");
    expect(opik.spans.map(({ id }) => id)).toEqual([span.id]);
  });

  it("send reports why Opik refused the records", { timeout }, async () => {
    const opik = await startServer(answer(401), answer(401));

    const { stdout, exitCode } = await run(["send", "--from", "1d"], { env: { OPIK_URL_OVERRIDE: opik.url } });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^0 records sent\.\n2 records not sent\. .*Check the API key/s);
    const keyless = await run(["send"]);
    expect(keyless).toMatchObject({ exitCode: 1, stderr: textMatching(/needs an API key\. Set OPIK_API_KEY/) });
  });

  it.each(["is gone", "hangs"])(
    "send ends within the time that it announces where the server %s, with numbers that add up",
    {
      timeout,
    },
    async (state) => {
      const opik = await startServer(...Array.from({ length: 100 }, () => ({ kind: "never" }) as const));
      const env = { OPIK_URL_OVERRIDE: opik.url };
      if (state === "is gone") await opik.close();

      const { stdout, stderr, exitCode } = await run(["send", "--from", "200d", "--give-up-after", "1s", "--json"], {
        env,
      });
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /^langchain-opik: sending 6 records to http:\S+; gives up when nothing is accepted for 1\.00 s$/m,
      );
      expect(JSON.parse(stdout)).toMatchObject({ sent: 0, failed: 4, too_old: 2, waiting: 0, total: 6 });
    },
  );

  it.skipIf(!HAS_TERMINAL)(
    "send shows its progress from the start, and why nothing arrives (needs `script`)",
    { timeout },
    async () => {
      const opik = await startServer();
      const env = { ...strangersEnvironment(), OPIK_URL_OVERRIDE: opik.url, OPIK_LANGCHAIN_STORE: "./traces" };
      await opik.close();
      const args = commandLine(["send", "--give-up-after", "3s"]);
      const terminal = openTerminal(args, { cwd: folder(), env, columns: 120 });
      await terminal.shows("0%  0 records sent");
      await terminal.shows("the newest request failed: ");
      expect(await terminal.ended).toBe(1);
      expect(terminal.screen()).toMatch(/4 records not sent\. \S/);
    },
  );

  it("send completes what was refused before, and sends nothing twice", { timeout }, async () => {
    const opik = await startServer(answer(204), answer(401));
    const env = { OPIK_URL_OVERRIDE: opik.url };

    const first = await run(["send", "--from", "7d", "--json"], { env });
    expect(first.exitCode).toBe(1);
    expect(JSON.parse(first.stdout)).toMatchObject({ sent: 2, failed: 2, problem: textMatching(/Check the API key/) });
    expect(opik.traces.length + opik.spans.length).toBe(2);

    expect((await run(["send", "--from", "7d"], { env })).stdout).toBe("4 records sent.\n");
    expect(opik.traces.map(({ id }) => id)).toEqual(traceIds().slice(0, 2));
    expect(opik.spans.map(({ trace_id }) => trace_id)).toEqual(traceIds().slice(0, 2));
  });

  /** A command whose first request was answered, and whose second never is. */
  async function openSend() {
    const opik = await startServer(answer(204), { kind: "never" });
    const env = { OPIK_URL_OVERRIDE: opik.url, OPIK_LANGCHAIN_STORE: "./traces" };
    const [file = "", ...args] = commandLine(["send"]);
    const child = spawn(file, args, { cwd: folder(), env: { ...strangersEnvironment(), ...env }, stdio: "pipe" });
    const printed = text(child.stdout);
    await opik.waitFor({ requests: 2 });
    return { opik, env, child, printed };
  }

  it.each([
    { signal: "SIGKILL", exitCode: null, says: /^$/ },
    {
      signal: "SIGINT",
      exitCode: 130,
      says: /^0 records sent\.\nStopped; more may have arrived\. Send again for the rest: nothing is there twice\.\n$/,
    },
  ] as const)(
    "send ends at $signal while it waits for an answer, and is completed by another",
    { timeout },
    async (ending) => {
      const { opik, env, child, printed } = await openSend();
      child.kill(ending.signal);
      await once(child, "close");
      expect(child.exitCode).toBe(ending.exitCode);
      expect(await printed).toMatch(ending.says);
      expect(opik.traces.length + opik.spans.length).toBe(2);

      expect((await run(["send"], { env })).stdout).toBe("4 records sent.\n");
      expect(opik.traces.map(({ id }) => id)).toEqual(traceIds().slice(0, 2));
      expect(opik.spans.map(({ trace_id }) => trace_id)).toEqual(traceIds().slice(0, 2));
    },
  );
});
