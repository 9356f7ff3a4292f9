import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeVersions } from "../node-versions.js";
import { createRegisterProject, type RegisterProject } from "./register-project.js";
import { RUN_ALL, STARTS } from "./run-all.js";
import { startOpik } from "./start-opik.js";

/**
 * Prints a name and a pattern. In one with the flag `u` braces have to be escaped, so that here nothing can be put
 * before the method's name.
 */
const print = (name: string) => `console.log("${name}" + /;static _configureSync(a)/u.source);`;

const MANAGER = `class Manager {\n  static _configureSync() {}\n}`;

const PROGRAM = `
  import { RunnableLambda } from "@langchain/core/runnables";
  await RunnableLambda.from(() => "done").withConfig({ runName: "root" }).invoke("go");`;

const KINDS = [
  { kind: "a CommonJS program", files: { "program.cjs": print("program") }, start: "program.cjs" },
  { kind: "an ES module", files: { "es-module.mjs": `await null; ${print("es-module")}` }, start: "es-module.mjs" },
  {
    kind: "a program with a first line for the shell",
    files: { "shell.cjs": `#!/bin/node\n${print("shell")}` },
    start: "shell.cjs",
  },
  {
    kind: "an ES module that is required",
    files: {
      "required.cjs": `require("./from-required.mjs");`,
      "from-required.mjs": `${print("required")} export {};`,
    },
    start: "required.cjs",
  },
  {
    kind: "an ES module that is required and not declared as such",
    files: { "unsaid.cjs": `require("./from-unsaid.js");`, "from-unsaid.js": `${print("unsaid")} export {};` },
    start: "unsaid.cjs",
  },
  {
    kind: "a data file",
    files: {
      "data.cjs": `console.log("data" + require("./data.json").text.slice(1));`,
      "data.json": `{"text":" ;static _configureSync(a)"}`,
    },
    start: "data.cjs",
  },
].map((one) => ({ ...one, name: one.start.replace(/[.].js$/, "") }));

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  for (const [file, text] of KINDS.flatMap(({ files }) => Object.entries(files))) project.write(file, text);
  for (const { file, text } of Object.values(RUN_ALL)) project.write(file, text);
}, 120_000);
afterAll(() => {
  project.remove();
});

describe.each(STARTS)("sources that can't be changed, on Node.js $version with $flag", ({ node, flag }) => {
  let printed: readonly string[];
  beforeAll(async () => {
    const text = await project.runNode(RUN_ALL[flag].file, {
      node,
      flags: ["--no-warnings", flag, "langchain-opik/register"],
      args: KINDS.map(({ start }) => start),
      environment: { OPIK_LANGCHAIN_TRACING: "true", OPIK_URL_OVERRIDE: "http://127.0.0.1:9" },
    });
    printed = text.split("\n");
  });

  it.each(KINDS)("a source that can't be changed is loaded as it was: $kind", ({ name }) => {
    expect(printed).toContain(`${name};static _configureSync(a)`);
  });

  it("sources that can't be changed cause no output", () => {
    expect(printed).toHaveLength(KINDS.length);
  });
});

describe.each(nodeVersions())("sources that can't be changed, on Node.js $version", ({ path }) => {
  it("a source that can't be changed runs once, even when a required ES module fails as it runs", async () => {
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

it("sources are changed even where a program may not generate code from text", async () => {
  const opik = await startOpik();
  project.write("main.mjs", PROGRAM);

  const printed = await project.runNode("main.mjs", {
    flags: ["--disallow-code-generation-from-strings", "--import", "langchain-opik/register"],
    environment: { OPIK_URL_OVERRIDE: opik.url },
  });

  expect(printed).toBe("");
  expect(opik.traces.map(({ name }) => name)).toEqual(["root"]);
});
