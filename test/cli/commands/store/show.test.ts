import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { isoTime } from "../../../../src/records/clock.js";
import { uuidV7 } from "../../../../src/records/uuid-v7.js";
import { HAS_TERMINAL, openTerminal } from "../../../support/process/pseudo-terminal.js";
import { commandLine, strangersEnvironment } from "../../support/run-command.js";
import { storedProject, timeout } from "../../support/stored-project.js";

const HAS_LESS = spawnSync("less", ["--version"]).status === 0;
const ANSWER = Array.from({ length: 60 }, (_, index) => `answer line ${index + 1}`).join("\n");

describe("langchain-opik show", () => {
  const { folder, env, run } = storedProject("server");
  const micros = Date.now() * 1000;
  const times = {
    start_time: isoTime(micros),
    end_time: isoTime(micros + 1_000_000),
    last_updated_at: isoTime(micros),
  };
  const trace = { ...times, id: uuidV7(micros), name: "newest", source: "sdk", output: { output: ANSWER } };
  const span = (name: string, fields: object) => ({
    ...{ ...times, id: uuidV7(micros), trace_id: trace.id, name, source: "sdk" },
    ...fields,
  });
  const graph = span("graph", { type: "general" });
  const records = [
    trace,
    graph,
    span("look_up", {
      ...{ type: "tool", parent_span_id: graph.id, input: { sku: "A1" } },
      error_info: { exception_type: "Timeout", message: "No answer.\nTried twice.", traceback: "at lookUp (x.ts:1)" },
    }),
    span("look_up", { type: "tool", parent_span_id: graph.id, input: { sku: "B2" }, output: { output: "7\nleft" } }),
  ];

  beforeAll(async () => {
    const input = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    await run(["import", "-"], { input });
  }, timeout);

  /** In a terminal of 80 columns and 40 rows. */
  function openShow(args: readonly string[], variables: Readonly<Record<string, string | undefined>>) {
    const all = { ...strangersEnvironment(), ...env(), PAGER: undefined, ...variables };
    return openTerminal(commandLine(["show", trace.id, ...args]), { cwd: folder(), env: all });
  }

  it("show prints the newest trace with the number of each span, and how much of it is left out", {
    timeout,
  }, async () => {
    const { stdout } = await run(["show", "latest"]);
    expect(stdout).toContain(`trace     ${trace.id}\noutput    answer line 1\n          answer line 2\n`);
    expect(stdout).toMatch(/^ {10}answer line 6 .*… \+\d+$/m);
    expect(stdout.match(/^\d [└├│ ]+.*(chain|tool) \w+/gm)?.map((line) => line.replace(/[└├│ ]+/g, " "))).toEqual([
      "1 chain graph",
      "2 ✗ tool look_up",
      "3 tool look_up",
    ]);
    expect(stdout).toMatch(/Timeout: No answer\.… \+12$/m);
  });

  it("show prints one span whole, by its number or by a name that only one span has", { timeout }, async () => {
    const { stdout } = await run(["show", "latest", "--span", "2"]);
    expect(stdout).toMatch(/^2 ✗ tool look_up\n/);
    expect(stdout).toContain("error\n  Timeout\n  No answer.\n  Tried twice.\n  stack\n    at lookUp (x.ts:1)\n");
    expect((await run(["show", "latest", "--span", "graph"])).stdout).toMatch(/^1 chain graph\n/);
    const json = await run(["show", "latest", "--span", "3", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      number: 3,
      span: { name: "look_up", output: { output: "7\nleft" } },
    });

    const several = await run(["show", "latest", "--span", "look_up"]);
    expect(several).toMatchObject({
      exitCode: 1,
      stdout: '2 spans are called "look_up". Give the number of one: 2, 3.\n',
    });
    const missing = await run(["show", "latest", "--span", "9"]);
    expect(missing.stdout).toBe('The trace has no span "9". Give its name, or its number in the tree, from 1 to 3.\n');
    expect(missing.exitCode).toBe(1);
  });

  it("show --full prints a trace whole, and uses no pager without a terminal", { timeout }, async () => {
    const { stdout } = await run(["show", trace.id, "--full"], { env: { PAGER: "sed s/^/paged:/" } });
    for (const line of ANSWER.split("\n")) expect(stdout).toContain(`    ${line}\n`);
    expect(stdout).toContain("Tried twice.");
    expect(stdout).not.toMatch(/…|paged/);
  });

  it.skipIf(!HAS_TERMINAL)(
    "show gives what is longer than the terminal to PAGER, but not in CI (needs `script`)",
    { timeout },
    async () => {
      const long = openShow(["--full"], { PAGER: "sed s/^/paged:/" });
      expect(await long.ended).toBe(0);
      expect(long.screen()).toContain("paged:    answer line 60");
      for (const [args, variables] of [
        [["--span", "1"], { PAGER: "sed s/^/paged:/" }],
        [["--full"], { PAGER: "sed s/^/paged:/", CI: "true" }],
        [["--full"], { PAGER: "" }],
        [["--full"], { PAGER: "there-is-no-such-pager" }],
      ] as const) {
        const short = openShow(args, variables);
        expect(await short.ended).toBe(0);
        expect(short.screen()).toContain(args[0] === "--full" ? "answer line 60" : "1 chain graph");
        expect(short.screen()).not.toContain("paged:");
      }
    },
  );

  it.skipIf(!HAS_TERMINAL || !HAS_LESS)(
    "show uses less where no pager is named (needs `script` and `less`)",
    { timeout },
    async () => {
      const terminal = openShow(["--full"], {});
      await terminal.shows("answer line 20");
      expect(terminal.screen()).not.toContain("answer line 60");
      terminal.type("q");
      expect(await terminal.ended).toBe(0);
    },
  );
});
