import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { placeEmptyStore } from "../../../store/support/empty-store.js";
import { SERVER_ADDRESS } from "../../../support/environment.js";
import { traceText } from "../../../support/opik-server/record-texts.js";
import { HAS_TERMINAL, openTerminal } from "../../../support/process/pseudo-terminal.js";
import { textMatching } from "../../../support/traces/text-matchers.js";
import { projectFolder } from "../../support/project-folder.js";
import { commandLine, runCommand, strangersEnvironment } from "../../support/run-command.js";
import { storedProject, storedTrace, timeout } from "../../support/stored-project.js";

describe("langchain-opik on a trace store", () => {
  const { folder, traceIds, run, env: storeEnv } = storedProject("server");

  /** The lines that a terminal of so many columns shows. */
  async function linesInTerminal(columns: number, args: readonly string[]): Promise<readonly string[]> {
    const env = { ...strangersEnvironment(), ...storeEnv() };
    const terminal = openTerminal(commandLine(args), { cwd: folder(), env, columns });
    expect(await terminal.ended).toBe(0);
    return stripVTControlCharacters(terminal.screen()).trimEnd().split("\r\n");
  }

  it("stats prints tables", { timeout }, async () => {
    const { stdout, stderr, exitCode } = await run(["stats", "--window", "7d", "--by", "model"]);

    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(/^Runs by model, last 7d\nmodel +runs +failed +mean +p50 +p95 +p99$/m);
    expect(stdout).toMatch(/^gpt-4o-mini +2 +50% +2\.00 s +2\.00 s +2\.00 s +2\.00 s$/m);
    expect(stdout).toMatch(/^< 2\.10 s {2}█+ 2$/m);
    expect(stdout).toMatch(/^model +calls +tokens in +out +known cost +estimated +no price$/m);
    expect(stdout).toMatch(/^gpt-4o-mini +2 +2,000,000 +0 +- +~\$0\.3000 +-$/m);
  });

  it("stats prints the id of an error's trace whole, and the message as far as there is room", {
    timeout,
  }, async () => {
    const { stdout } = await run(["stats", "--from", "7d"]);
    expect(stdout).toMatch(/^Traces, from \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/m);
    const [, id = ""] =
      /^1 × Timeout: It was too slow( again and){12} again\.… \+\d+\n {4}show (\S+)$/m.exec(stdout)?.slice(1) ?? [];
    expect(id).toBe(traceIds()[0]);
    expect(stdout).not.toContain("Troubleshooting");
  });

  it("stats --json prints the statistics as JSON, and stats says when there are no runs", { timeout }, async () => {
    const [json, nothing] = [await run(["stats", "--by", "agent", "--json"]), await run(["stats", "--window", "30s"])];
    expect(JSON.parse(json.stdout)).toMatchObject({
      by: "agent",
      latency: [{ key: "support", runs: 1 }],
      errors: { rates: [{ key: "support", errors: 1 }] },
    });
    expect(nothing.stdout).toBe("No runs in the last 30s.\n");
    const [day = ""] = new Date().toISOString().split("T");
    const before = await run(["stats", "--from", "2020-01-01", "--to", "2020-01-02T03:04"]);
    expect(before.stdout).toBe("No runs from 2020-01-01 00:00:00 to 2020-01-02 03:04:00 UTC.\n");
    expect((await run(["stats", "--from", "2020-01-01", "--to", day, "--json"])).stdout).toContain('"runs": 2');
  });

  it("stats --by agent groups traces by name where no run names an agent, with advice", { timeout }, async () => {
    const { trace, span } = storedTrace(Date.now() * 1000, 0);
    placeEmptyStore(join(folder(), "nameless"));
    const records = [trace, { ...span, metadata: {} }].map((record) => `${JSON.stringify(record)}\n`).join("");
    await run(["import", "-", "--store", "./nameless"], { input: records });
    const { stdout } = await run(["stats", "--by", "agent", "--store", "./nameless"]);
    expect(stdout).toMatch(/^Traces by name, last 24h\ntrace +runs +failed .*\nask 0 +1 +100%/);
    expect(stdout).toMatch(/^No run names its agent, .* Name agents with createAgent\(\{ name \}\)/m);
  });

  it("traces lists what its filters select, page by page, and show prints one as a tree", { timeout }, async () => {
    const { stdout } = await run(["traces", "--thread", "t-1", "--model", "gpt-4o-mini", "--limit", "1"]);
    const [head, row, ...rest] = stdout.split("\n");
    expect(head).toMatch(/^started \(UTC\) +id +name +status +took +tokens +agent +thread +notes +input$/);
    expect(row).toMatch(
      / ask 0 +error +2\.00 s +1,000,000 +t-1 +1 fallback, 1 error +Question 0: will it really .* rain\?$/,
    );
    const after = /More: --after (\S+)/.exec(rest.join("\n"))?.[1] ?? "";
    const page = await run(["traces", "--status", "ok", "--after", after, "--json"]);
    const anyTime = textMatching(/Z$/);
    expect(JSON.parse(page.stdout)).toMatchObject({
      items: [
        {
          ...{ name: "ask 1", status: "ok", thread: "t-1", errors: 0, retries: 1, fallbacks: 1 },
          ...{ duration_ms: 2_000, durationMs: 2_000, start_time: anyTime, startTime: anyTime },
          input: { messages: [{ content: textMatching(/^Question 1:\nwill it (really ){20}rain\?$/) }] },
        },
      ],
    });

    const shown = await run(["show", traceIds()[0] ?? ""]);
    expect(shown.stdout).toMatch(/^ask 0 +✗ failed after 2\.00 s\ntrace +[0-9a-f-]{36}\nthread +t-1$/m);
    expect(shown.stdout).toMatch(/^1 └ ✗ llm ChatOpenAI gpt-4o-mini +▐?█+ +2\.00 s/m);
  });

  it("show finds a trace by the end of its id, and lists the candidates where several match", {
    timeout,
  }, async () => {
    const [first = "", second = ""] = traceIds();
    expect((await run(["show", first.slice(-12)])).stdout).toContain(`trace     ${first}`);
    expect(await run(["show", second.slice(-7)])).toMatchObject({
      exitCode: 1,
      stdout: textMatching(/is too short: 1 trace matches\./),
    });
    const [one, other] = [traceText(1), traceText(2)];
    placeEmptyStore(join(folder(), "alike"));
    await run(["import", "-", "--store", "./alike"], { input: `${one.json}\n${other.json}\n` });
    const both = await run(["show", one.id.slice(0, 8), "--store", "./alike"]);
    expect(both).toMatchObject({ exitCode: 1, stdout: textMatching(/is too short: it matches 2 traces\. Give/) });
    expect(both.stdout.split("\n").slice(1, 3).sort()).toEqual([`  ${one.id}`, `  ${other.id}`]);
    expect(await run(["show", "%%%%%%%%"])).toMatchObject({ exitCode: 1, stdout: textMatching(/has no trace "%+"/) });
  });

  it.skipIf(!HAS_TERMINAL).each([80, 120])(
    "the commands keep to a terminal of %i columns (needs `script`)",
    {
      timeout,
    },
    async (columns) => {
      const list = await linesInTerminal(columns, ["traces"]);
      expect(Math.max(...list.map(({ length }) => length))).toBeLessThanOrEqual(columns);
      expect(list[1]).toContain(columns === 80 ? ` ${traceIds()[0]?.slice(-12) ?? ""} ` : ` ${traceIds()[0] ?? ""} `);
      expect(list[2]).toMatch(/^ {4}thread t-1 · 1 fallback · 1 error · Question 0: will it really .*… \+\d+$/);

      const stats = await linesInTerminal(columns, ["stats", "--by", "name", "--window", "7d"]);
      expect(Math.max(...stats.map(({ length }) => length))).toBeLessThanOrEqual(columns);
      expect(stats.filter((line) => line.includes("Timeout: It was too slow"))).toEqual([textMatching(/… \+\d+$/)]);
      expect(stats).toContain(`    show ${traceIds()[0] ?? ""}`);
    },
  );

  it("prune deletes what is older than the settings or the flag say", { timeout }, async () => {
    const kept = await run(["prune"], { env: { OPIK_LANGCHAIN_RETENTION_DAYS: "0" } });
    expect(kept).toMatchObject({ exitCode: 1, stdout: textMatching(/keeps everything/) });
    expect((await run(["prune"])).stdout).toBe("1 trace and 1 span older than 90 days deleted.\n");
    const { stdout } = await run(["prune", "--days", "1", "--json"]);
    expect(JSON.parse(stdout)).toEqual({ days: 1, traces: 1, spans: 1 });
  });

  it.each([
    { args: ["stats", "--colour"], message: /unknown option '--colour'/ },
    { args: ["shwo"], message: /unknown command 'shwo'/ },
    { args: ["stats", "--window", "5x"], message: /--window is "5x"/ },
    { args: ["show", "latest", "--full", "--span", "1"], message: /--span and --full cannot be used together/ },
    { args: ["traces", "--follow", "--after", "x"], message: /--follow cannot be used with --after/ },
    { args: ["send", "--give-up-after", "soon"], message: /--give-up-after is "soon", but must be a number with s/ },
  ])("$args is refused with the unknown word, and ends with 2", { timeout }, async ({ args, message }) => {
    expect(await run(args)).toEqual({ stdout: "", stderr: textMatching(message), exitCode: 2 });
  });

  it.each([
    [["stats", "--window", "5x"], /^langchain-opik: --window is "5x", but must be a number with s, m, h, d or w/],
    [["stats", "--by", "colour"], /--by is "colour", but must be one of agent, model, name, kind/],
    [["stats", "--window", "1h", "--from", "2h"], /--window cannot be used with --from or --to/],
    [["traces", "--from", "yesterday"], /--from is "yesterday", but must be a time such as 2026-03-01/],
    [["traces", "--to", "2026-02-30"], /--to is "2026-02-30", but must be a time/],
    [["export", "-", "--from", "1d", "--to", "2d"], /--from is \S+Z, which is not before --to, \S+Z\.$/m],
    [["traces", "--limit", "0"], /--limit is "0"/],
    [["traces", "--status", "bad"], /--status is "bad", but must be one of open, ok, error, abandoned/],
    [["traces", "--store", "./nowhere"], /there is no trace store in \.\/nowhere/],
    [["traces", "--store", ""], /location is .*, but must be a folder/],
    [["stats", "--store", "mysql://me:hush@host/db"], /store's location is an address that begins with mysql:/],
    [["import", "./no-such-file"], /there is no file \.\/no-such-file/],
    [["import", "."], /\. is a folder/],
  ])("%j is refused with a clear error", { timeout }, async (args, message) => {
    const { stdout, stderr, exitCode } = await run(args);
    expect(stdout).toBe("");
    expect([1, 2]).toContain(exitCode);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("hush");
    expect(existsSync(join(folder(), "nowhere"))).toBe(false);
  });

  it("traces makes no store in a folder that it only reads", { timeout }, async () => {
    const other = join(folder(), "other");
    mkdirSync(other);
    const { stderr, exitCode } = await run(["traces", "--store", other]);
    expect({ stderr, exitCode }).toEqual({ stderr: textMatching(/there is no trace store in .*other\./), exitCode: 1 });
    expect(readdirSync(other)).toEqual([]);
  });

  it.skipIf(SERVER_ADDRESS === undefined)(
    "the commands make no tables on a server that they only read (needs TEST_DATABASE_URL)",
    { timeout },
    async () => {
      const env = { OPIK_LANGCHAIN_STORE: SERVER_ADDRESS ?? "", OPIK_LANGCHAIN_STORE_PREFIX: "never_made_" };
      for (const command of ["stats", "traces", "prune"]) {
        const { stderr, exitCode } = await run([command], { env });
        expect({ stderr, exitCode }).toEqual({
          stderr: textMatching(/there is no trace store in postgres:/),
          exitCode: 1,
        });
      }
    },
  );

  it("stats asks for a store where none is named", async () => {
    const { stderr } = await runCommand(["stats"], { folder: projectFolder() });
    expect(stderr).toMatch(/^langchain-opik: no trace store is named\. Use --store/);
  });
});
