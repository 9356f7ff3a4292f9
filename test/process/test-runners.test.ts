import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostPackage } from "./hosts.js";
import { createRegisterProject, type RegisterProject, repositoryPackage } from "./register/register-project.js";
import { startOpik } from "./register/start-opik.js";

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

/** Runs the test file and returns what was printed, with the names of the traces. */
async function runTests(program: string, flags: readonly string[], args: readonly string[], environment: object) {
  const opik = await startOpik();
  const variables = { OPIK_URL_OVERRIDE: opik.url, HOME: project.folder, ...environment };
  const printed = await project.runNode(program, { flags, args, environment: variables });
  return { printed, traces: opik.traces.map(({ name }) => name) };
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
  ])("a test file is traced by $way", async ({ type, text, flags, more }) => {
    writeTests(type, text, more);

    const { printed, traces } = await runJest(flags);

    expect(printed).toContain("1 passed");
    expect(printed).not.toMatch(/langchain-opik:|did not exit|soft deleted/);
    expect(traces).toEqual(["tested"]);
  });

  it.each([
    { type: "commonjs", text: REQUIRED_TEST, flags: [] },
    { type: "module", text: MODULE_TEST, flags: [MODULES] },
  ])("one line says that a flag does not reach tests: $type", async ({ type, text, flags }) => {
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
  const runVitest = (pool: string, environment: object = {}) =>
    runTests(vitest, [], ["run", "--root", "vitest", "--pool", pool], environment);

  it.each(["threads", "forks", "vmThreads", "vmForks"])("a test file is traced by its import: %s", async (pool) => {
    project.write("vitest/run.test.mjs", LINE + names + MODULE_TEST);

    const { printed, traces } = await runVitest(pool);

    expect(printed).not.toContain("langchain-opik:");
    expect(traces).toEqual(["tested"]);
  });

  it.each(["threads", "forks"])("a test file is traced by a flag: %s", async (pool) => {
    project.write("vitest/run.test.mjs", names + MODULE_TEST);

    expect((await runVitest(pool, FLAG)).traces).toEqual(["tested"]);
  });

  it.each(["vmThreads", "vmForks"])("one line says that a flag does not reach tests: %s", async (pool) => {
    project.write("vitest/run.test.mjs", names + MODULE_TEST);

    const { printed, traces } = await runVitest(pool, FLAG);

    expect(printed.match(/langchain-opik: .*vm pool.*setupFiles/g)).toHaveLength(1);
    expect(traces).toEqual([]);
  });
});
