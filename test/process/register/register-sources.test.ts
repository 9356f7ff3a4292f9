import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeVersions } from "../node-versions.js";
import { createRegisterProject, type RegisterProject } from "./register-project.js";
import { startOpik } from "./start-opik.js";

/**
 * In a pattern with the flag `u` braces have to be escaped, so that here nothing can be put before the method's name.
 */
const PATTERN = `console.log(/;static _configureSync(a)/u.source);`;

const MANAGER = `class Manager {\n  static _configureSync() {}\n}`;

const PROGRAM = `
  import { RunnableLambda } from "@langchain/core/runnables";
  await RunnableLambda.from(() => "done").withConfig({ runName: "root" }).invoke("go");`;

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
}, 120_000);
afterAll(() => {
  project.remove();
});

describe.each(nodeVersions())("with Node.js $version a source that can't be changed", ({ path }) => {
  it.each([
    { kind: "a CommonJS program", files: { "main.cjs": PATTERN }, start: "main.cjs" },
    { kind: "an ES module", files: { "main.mjs": `await null; ${PATTERN}` }, start: "main.mjs" },
    {
      kind: "a program with a first line for the shell",
      files: { "main.cjs": `#!/bin/node\n${PATTERN}` },
      start: "main.cjs",
    },
    {
      kind: "an ES module that is required",
      files: { "main.cjs": `require("./module.mjs");`, "module.mjs": `${PATTERN} export {};` },
      start: "main.cjs",
      flags: ["--no-warnings"],
    },
    {
      kind: "an ES module that is required and not declared as such",
      files: { "main.cjs": `require("./module.js");`, "module.js": `${PATTERN} export {};` },
      start: "main.cjs",
      flags: ["--no-warnings"],
    },
    {
      kind: "a data file",
      files: {
        "main.cjs": `console.log(require("./data.json").text.slice(1));`,
        "data.json": `{"text":" ;static _configureSync(a)"}`,
      },
      start: "main.cjs",
    },
  ])("is loaded as it was: $kind", async ({ files, start, flags = [] }) => {
    for (const [file, text] of Object.entries(files)) project.write(file, text);
    for (const flag of ["--import", "--require"]) {
      const printed = await project.runNode(start, {
        node: path,
        flags: [...flags, flag, "langchain-opik/register"],
        environment: { OPIK_LANGCHAIN_TRACING: "true", OPIK_URL_OVERRIDE: "http://127.0.0.1:9" },
      });
      expect(printed).toBe(";static _configureSync(a)");
    }
  });

  it("is run once, also when a required ES module fails as it runs", async () => {
    project.write("main.cjs", `try { require("./module.mjs"); } catch (error) { console.log(error.name); }`);
    project.write("module.mjs", `${MANAGER} console.log("ran"); JSON.parse("{"); export {};`);

    const printed = await project.runNode("main.cjs", {
      node: path,
      flags: ["--no-warnings", "--require", "langchain-opik/register"],
      environment: { OPIK_LANGCHAIN_TRACING: "true", OPIK_URL_OVERRIDE: "http://127.0.0.1:9" },
    });

    expect(printed).toBe("ran\nSyntaxError");
  });
});

it("sources are changed also where a program may make no code from text", async () => {
  const opik = await startOpik();
  project.write("main.mjs", PROGRAM);

  const printed = await project.runNode("main.mjs", {
    flags: ["--disallow-code-generation-from-strings", "--import", "langchain-opik/register"],
    environment: { OPIK_URL_OVERRIDE: opik.url },
  });

  expect(printed).toBe("");
  expect(opik.traces.map(({ name }) => name)).toEqual(["root"]);
});
