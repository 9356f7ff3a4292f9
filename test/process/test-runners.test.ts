import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";
import { hostPackage } from "./hosts.js";
import { createRegisterProject, type RegisterProject, repositoryPackage } from "./register/register-project.js";

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.install("vitest", repositoryPackage("vitest"));
}, 120_000);
afterAll(() => {
  project.remove();
});

const LINE = `import "langchain-opik/register";`;
const REQUIRE = `require("langchain-opik/register");`;
const TEST = `
  test("runs", async () => {
    expect(await RunnableLambda.from(() => "done").withConfig({ runName: "tested" }).invoke("go")).toBe("done");
  });`;
const MODULE_TEST = `import { RunnableLambda } from "@langchain/core/runnables";${TEST}`;
const REQUIRED_TEST = `const { RunnableLambda } = require("@langchain/core/runnables");${TEST}`;
const FLAG = { NODE_OPTIONS: "--import langchain-opik/register" };
const MODULES = "--experimental-vm-modules";

const OFF = { OPIK_LANGCHAIN_TRACING: "false" };
const HANDLED = '.invoke("go", { callbacks: [handler] })';
const HANDLER_TEST = `
  import { OpikCallbackHandler } from "langchain-opik";
  const handler = new OpikCallbackHandler();
  ${MODULE_TEST.replace('.invoke("go")', HANDLED)}`;
const REQUIRED_HANDLER_TEST = `
  const { OpikCallbackHandler } = require("langchain-opik");
  const handler = new OpikCallbackHandler();
  ${REQUIRED_TEST.replace('.invoke("go")', HANDLED)}`;

/** Runs test files and returns what was printed, with the names of the traces. */
async function runTests(program: string, flags: readonly string[], args: readonly string[], environment: object) {
  const opik = await startRecordingOpikServer();
  const variables = { OPIK_URL_OVERRIDE: opik.url, HOME: project.folder, ...environment };
  try {
    const printed = await project.runNode(program, { flags, args, environment: variables });
    return { printed, traces: opik.traces.map(({ name }) => name) };
  } finally {
    await opik.close();
  }
}

describe("in Jest", () => {
  const jest = join(hostPackage("jest"), "bin", "jest.js");
  const settings = { transform: {}, testMatch: ["**/*.jest.js"] };
  const writeTests = (type: string, text: string, more: object = {}) => {
    project.write("package.json", JSON.stringify({ type, jest: { ...settings, ...more } }));
    project.write("run.jest.js", text);
  };
  const runJest = (flags: readonly string[], environment: object = {}) => runTests(jest, flags, [], environment);

  it.each([
    { way: "a require", type: "commonjs", text: REQUIRE + REQUIRED_TEST, flags: [], more: {} },
    {
      way: "setupFilesAfterEnv",
      type: "commonjs",
      text: REQUIRED_TEST,
      flags: [],
      more: { setupFilesAfterEnv: ["langchain-opik/register"] },
    },
    { way: "an import", type: "module", text: LINE + MODULE_TEST, flags: [MODULES], more: {} },
  ])("a test file in Jest is traced by $way", async ({ type, text, flags, more }) => {
    writeTests(type, text, more);

    const { printed, traces } = await runJest(flags);

    expect(printed).toContain("1 passed");
    expect(printed).not.toMatch(/langchain-opik:|did not exit|soft deleted/);
    expect(traces).toEqual(["tested"]);
  });

  it.each([
    { type: "commonjs", text: REQUIRE + REQUIRED_TEST, flags: [], environment: OFF },
    { type: "module", text: LINE + MODULE_TEST, flags: [MODULES], environment: OFF },
    { type: "module", text: MODULE_TEST, flags: [MODULES], environment: { ...OFF, ...FLAG } },
  ])("a Jest run with tracing off sends and prints nothing: $type", async ({ type, text, flags, environment }) => {
    writeTests(type, text);

    const { printed, traces } = await runJest(flags, environment);

    expect(printed).toContain("1 passed");
    expect(printed).not.toMatch(/langchain-opik:|did not exit/);
    expect(traces).toEqual([]);
  });

  it.each([
    { type: "commonjs", text: REQUIRED_HANDLER_TEST, flags: [] },
    { type: "module", text: HANDLER_TEST, flags: [MODULES] },
  ])("Jest waits for a handler that is flushed after the tests: $type", async ({ type, text, flags }) => {
    writeTests(type, `${text} afterAll(async () => { await handler.flush(); });`);

    const { printed, traces } = await runJest(flags);

    expect(printed).toContain("1 passed");
    expect(traces).toEqual(["tested"]);
  });

  it("a handler that nobody flushes does not fail tests in Jest", async () => {
    writeTests("commonjs", REQUIRED_HANDLER_TEST);

    const { printed } = await runJest([]);

    expect(printed).toContain("1 passed");
    expect(printed).not.toMatch(/torn down|after tests are done|langchain-opik:/);
  });

  it("one line says that a trace store in a folder can't be opened in Jest", async () => {
    writeTests("commonjs", REQUIRE + REQUIRED_TEST);

    const { printed, traces } = await runJest([], { OPIK_LANGCHAIN_STORE: join(project.folder, "store") });

    expect(printed).toContain("1 passed");
    expect(printed.match(/langchain-opik: The trace store at .*experimental-vm-modules/g)).toHaveLength(1);
    expect(traces).toEqual(["tested"]);
  });

  it.each([
    { type: "commonjs", text: REQUIRED_TEST, flags: [] },
    { type: "module", text: MODULE_TEST, flags: [MODULES] },
  ])("one line says that a flag does not reach tests in Jest: $type", async ({ type, text, flags }) => {
    writeTests(type, text);

    const { printed, traces } = await runJest(flags, FLAG);

    expect(printed).toContain("1 passed");
    expect(printed.match(/langchain-opik: .*Jest.*setupFilesAfterEnv/g)).toHaveLength(1);
    expect(traces).toEqual([]);
  });
});

describe("in Vitest", () => {
  const vitest = "node_modules/vitest/vitest.mjs";
  const names = `import { expect, test } from "vitest";`;

  const POOLS = ["threads", "forks", "vmThreads", "vmForks"];
  const WORKERS = POOLS.flatMap((pool) => [true, false].map((isolate) => ({ pool, isolate })));
  const workerName = ({ pool, isolate }: (typeof WORKERS)[number]) => `${pool}, isolated: ${String(isolate)}`;
  const NAMED_BY_WORKER = 'runName: process.env["WORKER"]';

  /** Two test files in workers of each kind, one after the other. To start Vitest takes longer than they all do. */
  const runInAll = (text: string, workers: typeof WORKERS, environment: object = {}) => {
    for (const name of ["run", "other"]) {
      project.write(`all/${name}.test.mjs`, text.replace('runName: "tested"', NAMED_BY_WORKER) + names);
    }
    const projects = workers.map((worker) => {
      const name = workerName(worker);
      return { test: { ...worker, name, fileParallelism: false, env: { WORKER: name } } };
    });
    project.write("all/vitest.config.mjs", `export default ${JSON.stringify({ test: { projects } })};`);
    return runTests(vitest, [], ["run", "--root", "all"], environment);
  };

  describe.each([
    { promise: "test files are traced by their import", text: LINE + MODULE_TEST },
    { promise: "a handler that nobody flushes is waited for", text: HANDLER_TEST },
  ])("in Vitest, $promise", ({ text }) => {
    let printed: string;
    let traces: readonly string[];
    beforeAll(async () => {
      ({ printed, traces } = await runInAll(text, WORKERS));
    });

    it.each(WORKERS)("both test files are traced in the pool $pool (isolated: $isolate)", (worker) => {
      expect(traces.filter((name) => name === workerName(worker))).toHaveLength(2);
    });

    it("Vitest's output and the traces show nothing else of the tracing", () => {
      expect(printed).not.toContain("langchain-opik:");
      expect(traces).toHaveLength(2 * WORKERS.length);
    });
  });

  it("a Vitest run with tracing off sends and prints nothing in any pool", async () => {
    const isolated = WORKERS.filter(({ isolate }) => isolate);

    const { printed, traces } = await runInAll(LINE + MODULE_TEST, isolated, { ...OFF, ...FLAG });

    expect(printed).toContain(`${2 * isolated.length} passed`);
    expect(printed).not.toContain("langchain-opik:");
    expect(traces).toEqual([]);
  });

  const runByFlag = (pool: string) => {
    project.write("flag/run.test.mjs", names + MODULE_TEST);
    return runTests(vitest, [], ["run", "--root", "flag", "--pool", pool], FLAG);
  };

  it.each(["threads", "forks"])("a test file in Vitest is traced by a flag: %s", async (pool) => {
    expect((await runByFlag(pool)).traces).toEqual(["tested"]);
  });

  it.each(["vmThreads", "vmForks"])("one line says that a flag does not reach tests in Vitest: %s", async (pool) => {
    const { printed, traces } = await runByFlag(pool);

    expect(printed.match(/langchain-opik: .*vm pool.*setupFiles/g)).toHaveLength(1);
    expect(traces).toEqual([]);
  });
});
