import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { isoTime } from "../../src/records/clock.js";
import { uuidV7 } from "../../src/records/uuid-v7.js";
import { openTraceStore } from "../../src/store/index.js";
import { temporaryFolder } from "../store/support/databases.js";
import { startRecordingOpikServer } from "../support/recording-opik-server.js";
import { answer } from "../support/scripted-answer.js";
import { textMatching } from "../support/text-matchers.js";
import { projectFolder } from "./support/project-folder.js";
import { KEY, runCommand } from "./support/run-command.js";

const DAY_MICROS = 86_400_000_000;
/** Each command starts a database of its own, which takes seconds on a busy machine. */
const timeout = 120_000;

let folder: string;
let traceIds: readonly string[];
beforeAll(async () => {
  folder = temporaryFolder();
  const store = await openTraceStore(join(folder, "traces"));
  const now = Date.now() * 1000;
  const records = [now - 60_000_000, now - 2 * DAY_MICROS, now - 100 * DAY_MICROS].map((micros, index) =>
    traceOf(micros, index),
  );
  await store.write(
    "trace",
    records.map(({ trace }) => trace),
  );
  await store.write(
    "span",
    records.map(({ span }) => span),
  );
  await store.close();
  traceIds = records.map(({ trace }) => trace.id);
}, timeout);

/** A model call of 2 s that failed where `index` is even. */
function traceOf(micros: number, index: number) {
  const shared = {
    start_time: isoTime(micros),
    end_time: isoTime(micros + 2_000_000),
    last_updated_at: isoTime(micros),
    source: "sdk",
    project_name: "tests",
    ...(index % 2 === 0 && { error_info: { exception_type: "Timeout", message: "too slow", traceback: "-" } }),
  };
  const trace = { ...shared, id: uuidV7(micros), name: `ask ${index}`, thread_id: "t-1" };
  const span = {
    ...{ ...shared, id: uuidV7(micros), trace_id: trace.id, name: "ChatOpenAI", type: "llm" },
    ...{ model: "gpt-4o-mini", provider: "openai", metadata: { agent_name: "support" } },
    usage: { prompt_tokens: 1_000_000, completion_tokens: 0, total_tokens: 1_000_000 },
  };
  return { trace, span };
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return runCommand(args, { folder, env: { OPIK_LANGCHAIN_STORE: join(folder, "traces"), ...env } });
}

describe("langchain-opik on a trace store", () => {
  it("tells statistics as tables", { timeout }, async () => {
    const { stdout, stderr, exitCode } = await run(["stats", "--window", "7d", "--by", "model"]);

    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(/^Runs by model, last 7d\nmodel +runs +failed +mean +p50 +p95 +p99$/m);
    expect(stdout).toMatch(/^gpt-4o-mini +2 +50% +2\.00 s +2\.00 s +2\.00 s +2\.00 s$/m);
    expect(stdout).toMatch(/^< 5\.00 s {2}█+ 2$/m);
    expect(stdout).toMatch(new RegExp(`^1 × Timeout: too slow such as ${traceIds[0] ?? ""}$`, "m"));
    expect(stdout).toMatch(/^gpt-4o-mini +2 +2,000,000 +0 +\$0\.00 +~\$0\.3000 +0 calls$/m);
  });

  it("tells them as JSON, and that there is nothing", { timeout }, async () => {
    const [json, nothing] = [await run(["stats", "--by", "agent", "--json"]), await run(["stats", "--window", "30s"])];
    expect(JSON.parse(json.stdout)).toMatchObject({
      by: "agent",
      latency: [{ key: "support", runs: 1 }],
      errors: { rates: [{ key: "support", errors: 1 }] },
    });
    expect(nothing.stdout).toBe("No runs in the last 30s.\n");
  });

  it("lists traces that fit, page by page, and shows one as a tree", { timeout }, async () => {
    const { stdout } = await run(["traces", "--thread", "t-1", "--model", "gpt-4o-mini", "--limit", "1"]);
    expect(stdout).toMatch(/^started \(UTC\) +id +name +status +took +tokens +agent\n.* ask 0 +error +2\.00 s/);
    const after = /More: --after (\S+)/.exec(stdout)?.[1] ?? "";
    const rest = await run(["traces", "--status", "ok", "--after", after, "--json"]);
    expect(JSON.parse(rest.stdout)).toMatchObject({ items: [{ name: "ask 1", status: "ok", thread: "t-1" }] });

    const shown = await run(["show", traceIds[0] ?? ""]);
    expect(shown.stdout).toMatch(/^ask 0 +✗ failed after 2\.00 s\ntrace +[0-9a-f-]{36}\nthread +t-1$/m);
    expect(shown.stdout).toMatch(/^└ ✗ llm ChatOpenAI gpt-4o-mini +▐?█+ +2\.00 s/m);
    expect(await run(["show", "nothing"])).toMatchObject({
      exitCode: 1,
      stdout: textMatching(/has no trace "nothing"/),
    });
  });

  it("exports to a file that can be imported elsewhere", { timeout }, async () => {
    const file = join(folder, "export.ndjson");
    const exported = await run(["export", file, "--window", "7d", "--json"]);
    expect(JSON.parse(exported.stdout)).toEqual({ file, traces: 2, spans: 2 });
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { id: traceIds[0], name: "ask 0" },
      { trace_id: traceIds[0], type: "llm" },
      { id: traceIds[1], name: "ask 1" },
      { trace_id: traceIds[1] },
    ]);

    writeFileSync(file, `${lines.join("\n")}\n{"id":"no record"}\nno JSON\n`);
    const imported = await run(["import", file, "--store", join(folder, "copy")]);
    expect(imported).toMatchObject({
      exitCode: 1,
      stdout: "4 records stored.\n2 lines left out: no trace and no span.\n",
    });
    const shown = await run(["show", traceIds[1] ?? "", "--store", join(folder, "copy"), "--json"]);
    expect(JSON.parse(shown.stdout)).toEqual({
      trace: JSON.parse(lines[2] ?? "") as unknown,
      spans: [JSON.parse(lines[3] ?? "")],
    });
  });

  it("sends what is stored to Opik, and leaves out what is too old", { timeout }, async () => {
    const opik = await startRecordingOpikServer();
    onTestFinished(() => opik.close());
    const env = { OPIK_URL_OVERRIDE: opik.url, OPIK_API_KEY: KEY };

    const { stdout, exitCode } = await run(["send", "--from", "200d"], env);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^4 records sent\.\n2 records left out\. Its id's time is too far from today/);
    expect(opik.traces.map(({ id }) => id)).toEqual(traceIds.slice(0, 2));
    expect(opik.spans).toHaveLength(2);
  });

  it("says why Opik did not take it", { timeout }, async () => {
    const opik = await startRecordingOpikServer({ script: [answer(401), answer(401)] });
    onTestFinished(() => opik.close());

    const { stdout, exitCode } = await run(["send", "--from", "1d"], { OPIK_URL_OVERRIDE: opik.url });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^0 records sent\.\n2 records not sent\. .*Check the API key/s);
    const keyless = await run(["send"]);
    expect(keyless).toMatchObject({ exitCode: 1, stderr: textMatching(/needs an API key\. Set OPIK_API_KEY/) });
  });

  it("deletes what is older than the settings say, or the flag", { timeout }, async () => {
    const kept = await run(["prune"], { OPIK_LANGCHAIN_RETENTION_DAYS: "0" });
    expect(kept).toMatchObject({ exitCode: 1, stdout: textMatching(/keeps everything/) });
    expect((await run(["prune"])).stdout).toBe("1 trace and 1 span older than 90 days deleted.\n");
    const { stdout } = await run(["prune", "--days", "1", "--json"]);
    expect(JSON.parse(stdout)).toEqual({ days: 1, traces: 1, spans: 1 });
  });

  it.each([
    [["stats", "--window", "5x"], /^langchain-opik: window is "5x", but must be a number with s, m, h, d or w/],
    [["stats", "--by", "colour"], /--by is "colour", but must be one of agent, model, name, kind/],
    [["traces", "--limit", "0"], /--limit is "0"/],
    [["traces", "--status", "bad"], /--status is "bad", but must be one of open, ok, error, abandoned/],
    [["traces", "--store", "./nowhere"], /there is no trace store in \.\/nowhere/],
    [["stats", "--store", "mysql://me:hush@host/db"], /store's location is an address that begins with mysql:/],
    [["import", "./no-such-file"], /no-such-file/],
  ])("%j is a clear error", { timeout }, async (args, message) => {
    const { stdout, stderr, exitCode } = await run(args);
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 1 });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("hush");
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
  });

  it("asks for a store where none is named", async () => {
    const { stderr } = await runCommand(["stats"], { folder: projectFolder() });
    expect(stderr).toMatch(/^langchain-opik: no trace store is named\. Say --store/);
  });
});
