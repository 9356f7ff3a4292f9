import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openTraceStore } from "../../../../src/store/index.js";
import { placeEmptyStore } from "../../../store/support/empty-store.js";
import { answer, type ScriptedAnswer } from "../../../support/models/scripted-answer.js";
import { startRecordingOpikServer } from "../../../support/opik-server/recording-opik-server.js";
import { textMatching } from "../../../support/traces/text-matchers.js";
import { projectFolder } from "../../support/project-folder.js";
import { KEY, runCommand } from "../../support/run-command.js";
import { newTrace, openSpool } from "../../support/spooled-records.js";

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
  it("spool reports that nothing waits, and makes no folder for that", async () => {
    const folder = projectFolder();
    const { exitCode, stdout } = await runSpool(folder, []);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `Nothing waits on disk in ${join(folder, "spool")}\n`,
    });
    expect(existsSync(join(folder, "spool"))).toBe(false);
  });

  it("spool lists what waits for each server, and the dead letters by reason", async () => {
    const folder = projectFolder();
    const spool = openSpool(folder, "http://localhost:5173/api");
    await spool.keep({ kind: "trace", records: [newTrace(), newTrace()] });
    await spool.persist({ kind: "trace", records: [newTrace()] });
    for (const reason of ["blank name", "bad usage", "bad usage"])
      await spool.addDeadLetter({ record: newTrace(), reason });
    await openSpool(folder, "https://opik.example/api").keep({ kind: "trace", records: [newTrace()] });

    const { stdout } = await runSpool(folder, ["list"]);
    expect(stdout).toMatch(/^http:\/\/localhost:5173\/api, workspace "default"$/m);
    expect(stdout).toMatch(/^ {2}waiting: 2 records in 1 file, 1 kB, the oldest for \d.*$/m);
    expect(stdout).toMatch(/^ {2}1 file being sent, or left by a process that died$/m);
    expect(stdout).toMatch(/dead letters: 3 records that the server refused\n {4}2 × bad usage\n {4}1 × blank name$/m);
    expect(stdout).toMatch(/^https:\/\/opik\.example\/api, workspace "default"$/m);
  });

  it("spool replay sends with the configured key to the configured server only", async () => {
    const folder = projectFolder();
    const [configured, other] = [await startServer(), await startServer()];
    const [first, second] = [newTrace(), newTrace()];
    const spool = openSpool(folder, configured.url, { key: KEY });
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
      /comet\.com\/opik\/api, workspace "default"\n {2}0 records sent, 1 waiting\n {2}Not sent: .* have no key/,
    );
    expect(readdirSync(spool.path)).toEqual(["target.json"]);
  });

  it("spool replay writes to the trace store of the settings", { timeout: 120_000 }, async () => {
    const folder = projectFolder();
    const location = placeEmptyStore(join(folder, "traces"));
    const record = newTrace({ name: "kept for the store" });
    // As every version writes it.
    const target = { apiUrl: `store:${location}`, workspaceName: "" };
    await openSpool(folder, target.apiUrl, { workspaceName: target.workspaceName }).keep({
      kind: "trace",
      records: [record],
    });

    const unnamed = await runSpool(folder, ["replay"]);
    expect(unnamed.stdout).toMatch(
      /^store:.*traces\n {2}0 records sent, 1 waiting\n {2}Not sent: .*name another trace store/,
    );
    const { stdout, exitCode } = await runSpool(folder, ["replay"], { OPIK_LANGCHAIN_STORE: location });
    expect({ stdout, exitCode }).toEqual({ stdout: `store:${location}\n  1 record sent\n`, exitCode: 0 });

    const store = await openTraceStore(location);
    onTestFinished(() => store.close());
    expect((await store.getTrace(record.id))?.trace).toMatchObject({ name: "kept for the store" });
  });

  it("spool replay sends what the server accepts, and quotes the server on what it refuses", async () => {
    const folder = projectFolder();
    const server = await startServer();
    const [good, bad, old] = [newTrace(), newTrace({ error_info: { exception_type: "" } }), newTrace({}, 50 * DAY_MS)];
    await openSpool(folder, server.url).keep({ kind: "trace", records: [good, bad, old] });

    const replay = await runSpool(folder, ["replay", "--json"], { OPIK_URL_OVERRIDE: server.url });
    expect(JSON.parse(replay.stdout)).toMatchObject({
      replayed: [{ sent: 2, waiting: 0, deadLetters: 1, dropped: {} }],
    });
    expect(replay.exitCode).toBe(1);
    expect(server.traces.map(({ id }) => id).sort()).toEqual([old.id, good.id]);

    const list = await runSpool(folder, ["list", "--json"]);
    expect(JSON.parse(list.stdout)).toMatchObject({
      targets: [
        {
          waiting: { files: 0, records: 0, bytes: 0 },
          deadLetters: [{ id: bad.id, reason: textMatching(/status 4\d\d/) }],
        },
      ],
    });
  });

  it.each([
    ["a workspace that is not there", answer(400, {}, '{"code":400,"message":"Workspace is not found"}')],
    ["http where https is spoken", answer(400, {}, "<html>The plain HTTP request was sent to HTTPS port</html>")],
    ["a proxy that lets nothing through", answer(413)],
  ])("spool replay loses nothing and makes no dead letters: %s", async (_, refusal) => {
    const folder = projectFolder();
    const server = await startServer(...Array.from({ length: 1_000 }, () => refusal));
    const spool = openSpool(folder, server.url);
    for (let batch = 0; batch < 10; batch += 1) {
      const records = Array.from({ length: 30 }, () => newTrace({ name: `of batch ${batch}` }));
      await spool.keep({ kind: "trace", records, refusedMs: batch % 2 === 0 ? 1 : undefined });
    }
    const env = { OPIK_URL_OVERRIDE: server.url };
    for (let run = 0; run < 3; run += 1) {
      const { exitCode, stdout } = await runSpool(folder, ["replay", "--json"], env);
      expect(exitCode).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        replayed: [{ sent: 0, waiting: 300, deadLetters: 0, dropped: {}, reason: textMatching(/status 4/) }],
      });
    }
    expect(server.requests.length).toBeLessThan(100);
    expect(existsSync(join(spool.path, "dead-letters"))).toBe(false);

    server.answerOnly([]);
    const { exitCode, stdout } = await runSpool(folder, ["replay"], env);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: textMatching(/ {2}300 records sent$/m) });
    expect(server.traces).toHaveLength(300);
  });

  it("spool replay cuts a record that is too large, as a program does", async () => {
    const folder = projectFolder();
    const server = await startRecordingOpikServer({ maxBodyBytes: 100_000 });
    onTestFinished(() => server.close());
    await openSpool(folder, server.url).keep({
      kind: "trace",
      records: [newTrace({ input: { text: "x".repeat(400_000) } })],
    });

    const { exitCode } = await runSpool(folder, ["replay"], { OPIK_URL_OVERRIDE: server.url });
    expect(exitCode).toBe(0);
    expect(server.traces[0]?.metadata).toHaveProperty("record_cut");
  });

  it("spool replay goes on after a file that the server fails to accept", async () => {
    const folder = projectFolder();
    const server = await startServer(answer(500));
    const spool = openSpool(folder, server.url);
    await spool.keep({ kind: "trace", records: [newTrace()] });
    for (let file = 0; file < 3; file += 1) await spool.keep({ kind: "trace", records: [newTrace()], refusedMs: 1 });

    const { exitCode, stdout } = await runSpool(folder, ["replay", "--json"], { OPIK_URL_OVERRIDE: server.url });
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      replayed: [{ sent: 3, waiting: 1, reason: textMatching(/status 500/) }],
    });
  });

  it("spool replay sends dead letters again only with --dead-letters", async () => {
    const folder = projectFolder();
    const server = await startServer();
    const spool = openSpool(folder, server.url);
    const letters = [newTrace(), newTrace({ name: 'with "quotes"' })];
    for (const record of letters) await spool.addDeadLetter({ record, reason: "refused" });
    const env = { OPIK_URL_OVERRIDE: server.url };

    expect((await runSpool(folder, ["replay"], env)).stdout).toBe("Nothing waits on disk.\n");
    const { exitCode, stdout } = await runSpool(folder, ["replay", "--dead-letters"], env);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: textMatching(/ {2}2 records sent$/m) });
    expect(server.traces.map(({ id }) => id)).toEqual(letters.map(({ id }) => id));
    expect((await runSpool(folder, [], env)).stdout).toMatch(/^Nothing waits on disk/);
  });

  it("spool replay sends records of a mistyped workspace to the right one with --from-workspace", async () => {
    const folder = projectFolder();
    const server = await startServer(...Array.from({ length: 10 }, () => answer(400)));
    const record = newTrace();
    await openSpool(folder, server.url, { workspaceName: "acmme" }).keep({ kind: "trace", records: [record] });
    const env = { OPIK_URL_OVERRIDE: server.url, OPIK_WORKSPACE: "acme" };

    const { stdout } = await runSpool(folder, ["replay"], env);
    expect(stdout).toMatch(/ {2}Not sent: status 400.*--from-workspace "acmme" sends them to "acme"/);
    server.answerOnly([]);
    expect((await runSpool(folder, ["replay", "--from-workspace", "acmme"], env)).exitCode).toBe(0);
    expect(server.traces.map(({ id }) => id)).toEqual([record.id]);
    expect(server.requests.at(-1)?.headers["comet-workspace"]).toBe("acme");
  });

  it("spool replay sends records of another key only when told to", async () => {
    const folder = projectFolder();
    const server = await startServer();
    const record = newTrace();
    await openSpool(folder, server.url, { key: "the-key-before" }).keep({ kind: "trace", records: [record] });
    const env = { OPIK_URL_OVERRIDE: server.url, OPIK_API_KEY: KEY };

    expect((await runSpool(folder, ["list"], env)).stdout).toContain(
      `${server.url}, workspace "default", recorded under another API key`,
    );
    const refused = await runSpool(folder, ["replay"], env);
    expect(refused).toMatchObject({ exitCode: 1, stdout: textMatching(/Not sent: .*--any-key sends them/) });
    expect(server.requests).toEqual([]);

    expect((await runSpool(folder, ["replay", "--any-key"], env)).exitCode).toBe(0);
    expect(server.traces.map(({ id }) => id)).toEqual([record.id]);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([KEY]);
  });

  it.each(["is gone", "hangs"])(
    "spool replay ends within the time that it announces where the server %s",
    { timeout: 60_000 },
    async (state) => {
      const folder = projectFolder();
      const server = await startServer(...Array.from({ length: 100 }, () => ({ kind: "never" }) as const));
      for (let file = 0; file < 3; file += 1) {
        await openSpool(folder, server.url).keep({ kind: "trace", records: [newTrace(), newTrace()] });
      }
      const env = { OPIK_URL_OVERRIDE: server.url };
      if (state === "is gone") await server.close();

      const { exitCode, stdout, stderr } = await runSpool(folder, ["replay", "--json", "--give-up-after", "1s"], env);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /^langchain-opik: sending 6 records to http:\S+ workspace "default"; gives up when .* 1\.00 s$/m,
      );
      expect(JSON.parse(stdout)).toMatchObject({ replayed: [{ sent: 0, waiting: 6, dead_letters: 0, dropped: {} }] });
      expect((await runSpool(folder, ["list"])).stdout).toContain("waiting: 6 records in 3 files");
    },
  );

  it("spool replay leaves what waits when the server is not ready, and reports why", async () => {
    const folder = projectFolder();
    const server = await startServer(answer(503));
    const spool = openSpool(folder, server.url);
    await spool.keep({ kind: "trace", records: [newTrace()] });

    const { exitCode, stdout } = await runSpool(folder, ["replay"], { OPIK_URL_OVERRIDE: server.url });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/0 records sent, 1 waiting\n {2}Not sent: status 503/);
    expect((await spool.claimOldest())?.records).toHaveLength(1);
  });

  it("spool clear removes only with --yes, and never what is being sent", async () => {
    const folder = projectFolder();
    const spool = openSpool(folder, "http://localhost:5173/api");
    await spool.keep({ kind: "trace", records: [newTrace(), newTrace()] });
    await spool.addDeadLetter({ record: newTrace(), reason: "refused" });
    const sending = await spool.persist({ kind: "trace", records: [newTrace()] });

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
