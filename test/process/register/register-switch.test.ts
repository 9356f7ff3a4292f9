import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { importCost } from "../import-cost.js";
import { createRegisterProject, type RegisterProject } from "./register-project.js";
import { startOpik } from "./start-opik.js";

const REGISTER = "langchain-opik/register";
const PRELOAD = ["--import", REGISTER];

const RUN_ONCE = `
  import { RunnableLambda } from "@langchain/core/runnables";
  await RunnableLambda.from(() => "done").withConfig({ runName: "root" }).invoke("go");`;

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
}, 120_000);
afterAll(() => {
  project.remove();
});

describe("switched on", () => {
  it("the .opik.config of the home folder switches register on", async () => {
    const opik = await startOpik();
    project.write("main.mjs", RUN_ONCE);
    project.write(".opik.config", `[opik]\nurl_override = ${opik.url}\nproject_name = from home\n`);
    onTestFinished(() => {
      rmSync(join(project.folder, ".opik.config"));
    });
    const environment = { HOME: project.folder, OPIK_CONFIG_PATH: "" };

    expect(await project.runNode("main.mjs", { flags: PRELOAD, environment })).toBe("");
    expect(opik.traces).toMatchObject([{ name: "root", project_name: "from home" }]);
  });

  it("register is on in a project without Opik's SDK", async () => {
    const opik = await startOpik();
    project.write("main.mjs", `${RUN_ONCE}\nawait import("opik").catch(({ code }) => console.log(code));`);
    const environment = { OPIK_URL_OVERRIDE: opik.url };

    expect(await project.runNode("main.mjs", { flags: PRELOAD, environment })).toBe("ERR_MODULE_NOT_FOUND");
    expect(opik.traces).toMatchObject([{ name: "root" }]);
  });
});

describe("switched off", () => {
  it("register costs about as much as an empty package when it is off, and loads nothing of LangChain or Opik", async () => {
    project.write("node_modules/empty-package/package.json", `{ "exports": "./index.mjs" }`);
    project.write("node_modules/empty-package/index.mjs", "export {};");

    const empty = await importCost(project, "empty-package");
    const off = await importCost(project, REGISTER);
    const on = await importCost(project, REGISTER, { OPIK_LANGCHAIN_TRACING: "true" });

    const [offMs, onMs] = [off.importMs - empty.importMs, on.importMs - empty.importMs];
    process.stdout.write(`register, import: off ${offMs.toFixed(1)} ms, on ${onMs.toFixed(1)} ms\n`);
    expect(off.heavyFiles).toBe(0);
    expect(on.heavyFiles).toBeGreaterThan(0);
    expect(offMs).toBeLessThan(onMs / 5);
  });

  it.each([
    { by: "OPIK_TRACK_DISABLE", environment: { OPIK_TRACK_DISABLE: "true" } },
    { by: "OPIK_LANGCHAIN_TRACING", environment: { OPIK_LANGCHAIN_TRACING: "false" } },
  ])("switched off by $by, register loads nothing although a key is set", async ({ environment }) => {
    expect((await importCost(project, REGISTER, { OPIK_API_KEY: "key", ...environment }, 1)).heavyFiles).toBe(0);
  });
});

it("a switch with a wrong value causes one warning, and Opik's own settings decide", async () => {
  const opik = await startOpik();
  project.write("main.mjs", `import "langchain-opik/register";${RUN_ONCE}`);
  const environment = { OPIK_LANGCHAIN_TRACING: "yes", OPIK_URL_OVERRIDE: opik.url };

  const told = await project.runNode("main.mjs", { flags: PRELOAD, environment });

  expect(told).toBe('langchain-opik: OPIK_LANGCHAIN_TRACING is "yes", but must be true or false; it is ignored.');
  expect(opik.traces).toHaveLength(1);
});

describe("a program without LangChain", () => {
  it.each([["--import"], ["--require"]])("%s warns of a missing LangChain in the debug log alone", async (flag) => {
    const core = join(project.folder, "node_modules", "@langchain");
    renameSync(core, `${core}-away`);
    onTestFinished(() => {
      renameSync(`${core}-away`, core);
    });
    project.write("plain.cjs", "console.log('ran');");
    const flags = [flag, REGISTER];

    const quiet = await project.runNode("plain.cjs", { flags, environment: { OPIK_API_KEY: "key" } });
    const debug = { OPIK_API_KEY: "key", OPIK_LOG_LEVEL: "DEBUG" };
    const told = await project.runNode("plain.cjs", { flags, environment: debug });

    expect(quiet).toBe("ran");
    expect(told).toMatch(/tracing could not be switched on: .*@langchain\/core/);
  });
});

it("a failure to start tracing is reported in one line", async () => {
  const scope = join(project.folder, "node_modules", "@langchain");
  renameSync(scope, `${scope}-away`);
  onTestFinished(() => {
    rmSync(scope, { recursive: true });
    renameSync(`${scope}-away`, scope);
  });
  project.write("node_modules/@langchain/core/package.json", `{ "exports": {} }`);
  project.write("plain.cjs", "console.log('ran');");

  const told = await project.runNode("plain.cjs", { flags: PRELOAD, environment: { OPIK_API_KEY: "key" } });

  expect(told).toMatch(
    /^ran\nlangchain-opik: tracing is on, but it could not start, and nothing is traced: .+callbacks.+$/,
  );
});
