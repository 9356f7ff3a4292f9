import { chmodSync, chownSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createRegisterProject, type RegisterProject } from "./register-project.js";
import { startOpik } from "./start-opik.js";

const PRELOAD = ["--import", "langchain-opik/register"];
const NAMES_SERVER = "OPIK_URL_OVERRIDE=http://localhost:5173/api\n";
const SECRET = "the-secret-key-of-a-test";

const RUN = `
  import { RunnableLambda } from "@langchain/core/runnables";
  await RunnableLambda.from(() => "done").withConfig({ runName: "root" }).invoke("go");`;
const RUN_WITH_HANDLERS = `
  import { RunnableLambda } from "@langchain/core/runnables";
  import { OpikCallbackHandler } from "langchain-opik";
  for (const projectName of ["one", "two"]) {
    const callbacks = [new OpikCallbackHandler({ projectName })];
    await RunnableLambda.from(() => "done").invoke("go", { callbacks });
  }`;

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
}, 120_000);
afterAll(() => {
  project.remove();
});
beforeEach(() => {
  for (const name of [".env", ".env.local"]) rmSync(join(project.folder, name), { force: true });
});

const remedy = (variables: string, file = ".env") =>
  `${file} here names ${variables}; this process was started without it: start it with --env-file=${file}.`;
const untraced = (variables: string, file?: string) =>
  `langchain-opik: nothing is traced, because no server is configured. ${remedy(variables, file)}`;

describe("a program that is started without the .env file of its folder", () => {
  it.each([
    ["--import", "main.mjs", RUN],
    ["--require", "main.cjs", "new (require('node:worker_threads').Worker)('', { eval: true });"],
  ])("register by %s says once per process that a .env file was not read", async (flag, file, text) => {
    project.write(".env", NAMES_SERVER);
    project.write(file, text);

    const told = await project.runNode(file, { flags: [flag, "langchain-opik/register"] });

    expect(told).toBe(untraced("OPIK_URL_OVERRIDE"));
  });

  it("a handler in code says that a .env file was not read, and only once together with register", async () => {
    project.write(".env", NAMES_SERVER);
    project.write("main.mjs", RUN_WITH_HANDLERS);

    const told = await project.runNode("main.mjs");
    const toldByBoth = await project.runNode("main.mjs", { flags: PRELOAD });

    expect(told).toMatch(/^langchain-opik: nothing is sent, because \S+ needs an API key\. /);
    expect(told).toContain(remedy("OPIK_URL_OVERRIDE"));
    expect(told.split("\n")).toHaveLength(1);
    expect(toldByBoth).toBe(untraced("OPIK_URL_OVERRIDE"));
  });

  it("the warning about a .env file names variables and never shows a value", async () => {
    project.write(".env", `OPIK_API_KEY=${SECRET}\nOPIK_WORKSPACE=acme\nOPIK_LANGCHAIN_STORE=./traces\n`);
    project.write("main.mjs", RUN);

    expect(await project.runNode("main.mjs", { flags: PRELOAD })).toBe(
      untraced("OPIK_API_KEY and OPIK_LANGCHAIN_STORE"),
    );
  });

  it("the warning names the .env.local that loaders would prefer", async () => {
    project.write(".env", NAMES_SERVER);
    project.write(".env.local", `OPIK_API_KEY=${SECRET}\n`);
    project.write("main.mjs", RUN);

    expect(await project.runNode("main.mjs", { flags: PRELOAD })).toBe(untraced("OPIK_API_KEY", ".env.local"));
  });

  it("a program that follows the warning is traced, and prints nothing", async () => {
    const opik = await startOpik();
    project.write(".env", `OPIK_URL_OVERRIDE=${opik.url}\n`);
    project.write("main.mjs", RUN);

    expect(await project.runNode("main.mjs", { flags: ["--env-file=.env", ...PRELOAD] })).toBe("");
    expect(opik.traces).toHaveLength(1);
  });
});

describe("where register says nothing about a .env file", () => {
  it.each([
    ["in CI", NAMES_SERVER, { CI: "true" }],
    ["in tests", NAMES_SERVER, { NODE_ENV: "test" }],
    ["where tracing is switched off", NAMES_SERVER, { OPIK_LANGCHAIN_TRACING: "false" }],
    ["where Opik is switched off", NAMES_SERVER, { OPIK_TRACK_DISABLE: "true" }],
    ["where the environment has left the variable blank", NAMES_SERVER, { OPIK_URL_OVERRIDE: "" }],
    ["that switches tracing off", `${NAMES_SERVER}OPIK_LANGCHAIN_TRACING=false\n`, {}],
    ["that names no server, key or store", "OPIK_WORKSPACE=acme\nPORT=1\n", {}],
    ["that names the hosted Opik and no key", "OPIK_URL_OVERRIDE=https://www.comet.com/opik/api\n", {}],
    ["with blank values", "OPIK_API_KEY=\nOPIK_URL_OVERRIDE=\n", {}],
    ["that is larger than any real one", `${NAMES_SERVER}#${" ".repeat(64_000)}`, {}],
  ])("register says nothing about a .env file %s", async (_, text, environment) => {
    project.write(".env", text);
    project.write("main.mjs", RUN);

    expect(await project.runNode("main.mjs", { flags: PRELOAD, environment })).toBe("");
  });

  it("register says nothing about a .env file in an installed tool that starts the program", async () => {
    project.write(".env", NAMES_SERVER);
    project.write("node_modules/some-tool/main.mjs", "console.log('tool');");

    expect(await project.runNode("node_modules/some-tool/main.mjs", { flags: PRELOAD })).toBe("tool");
  });

  it("register says nothing about a .env file that is a link or a folder", async () => {
    project.write("elsewhere/settings", NAMES_SERVER);
    project.write("main.mjs", RUN);
    symlinkSync(join("elsewhere", "settings"), join(project.folder, ".env"));
    symlinkSync("elsewhere", join(project.folder, ".env.local"));

    expect(await project.runNode("main.mjs", { flags: PRELOAD })).toBe("");
  });

  // Only root may give a file away, and start a program as somebody else.
  it.runIf(process.geteuid?.() === 0)("register says nothing about a .env file of another user", async () => {
    project.write(".env", NAMES_SERVER);
    chownSync(join(project.folder, ".env"), 1, 1);
    chmodSync(join(project.folder, ".env"), 0o644);
    // That user has to find the package.
    chmodSync(dirname(project.folder), 0o755);
    project.write("main.mjs", `process.seteuid(65534);\nawait import("langchain-opik/register");`);

    expect(await project.runNode("main.mjs")).toBe("");
  });
});
