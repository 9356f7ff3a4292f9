import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { startModelServer } from "../support/models/model-server.js";
import { hostPackage } from "./hosts.js";
import { createRegisterProject, type RegisterProject, repositoryPackage } from "./register/register-project.js";
import { startOpik } from "./register/start-opik.js";

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.install("@langchain/openai", repositoryPackage("@langchain/openai"));
  project.install("older-core", repositoryPackage("langchain-core-1-0"));
  project.write("package.json", `{ "type": "module", "dependencies": { "langchain-opik": "*" } }`);
  project.write("first-trace.ts", firstExample());
}, 120_000);
afterAll(() => {
  project.remove();
});

/** The program that the README begins with. */
function firstExample(): string {
  const readme = readFileSync(resolve(import.meta.dirname, "../../README.md"), "utf8");
  const program = /## First trace\n+```ts\n(.+?)```/s.exec(readme)?.[1];
  if (program === undefined) throw new Error("The README has no program below its heading First trace.");
  return program;
}

it.each([
  { runtime: "Bun", node: () => join(hostPackage("bun"), "bin", "bun.exe"), flags: [] },
  { runtime: "Deno", node: () => join(hostPackage("deno"), "deno"), flags: ["run", "--allow-all", "--no-check"] },
])("the README's first example traces from $runtime", async ({ node, flags }) => {
  const [opik, models] = await Promise.all([startOpik(), startModelServer()]);
  onTestFinished(() => models.close());

  const printed = await project.runNode("first-trace.ts", {
    node: node(),
    flags,
    environment: {
      OPIK_URL_OVERRIDE: opik.url,
      OPENAI_API_KEY: "none",
      OPENAI_BASE_URL: models.url,
      HOME: project.folder,
    },
  });

  expect(printed).toBe("");
  expect(opik.traces).toMatchObject([{ name: "RunnableSequence", project_name: "support-bot" }]);
  expect(opik.spans.map(({ type }) => type).sort()).toEqual(["general", "llm"]);
  expect(opik.requests.map(({ headers }) => headers["content-encoding"])).toEqual(["gzip", "gzip"]);
});

const LINE = `import "langchain-opik/register";`;
const run = (name: string, from = "@langchain/core") => `
  import { RunnableLambda as ${name} } from "${from}/runnables";
  await ${name}.from(() => "done").withConfig({ runName: "${name}" }).invoke("go");`;
const required = `
  const { RunnableLambda } = require("@langchain/core/runnables");
  void RunnableLambda.from(() => "done").withConfig({ runName: "required" }).invoke("go");`;

const PROGRAMS = [
  { way: "the import as its first line", file: "first.mjs", text: LINE + run("main"), traces: ["main"] },
  { way: "the import as its last line", file: "last.mjs", text: run("main") + LINE, traces: ["main"] },
  {
    way: "a require before LangChain",
    file: "required.cjs",
    text: `require("langchain-opik/register");${required}`,
    traces: ["required"],
  },
  {
    way: "the import before two versions of LangChain are loaded",
    file: "versions.mjs",
    text: `${LINE}\nawait import("./two.mjs");`,
    traces: ["newer", "older"],
  },
];
const RUNTIMES = [
  {
    runtime: "Bun",
    node: () => join(hostPackage("bun"), "bin", "bun.exe"),
    flags: [],
    preload: ["--preload", "langchain-opik/register"],
  },
  {
    runtime: "Deno",
    node: () => join(hostPackage("deno"), "deno"),
    flags: ["run", "--allow-all", "--no-check"],
    preload: ["--preload", "npm:langchain-opik/register"],
  },
];

it.each(RUNTIMES.flatMap((runtime) => PROGRAMS.map((program) => ({ ...runtime, ...program }))))(
  "the environment alone traces from $runtime by $way",
  async ({ node, flags, file, text, traces }) => {
    const opik = await startOpik();
    project.write("two.mjs", run("newer") + run("older", "older-core"));
    project.write(file, text);

    const environment = { OPIK_URL_OVERRIDE: opik.url, HOME: project.folder };
    expect(await project.runNode(file, { node: node(), flags, environment })).toBe("");
    expect(opik.traces.map(({ name }) => name).sort()).toEqual(traces);
  },
);

it.each(RUNTIMES)("the environment alone traces from $runtime by --preload", async ({ node, flags, preload }) => {
  const opik = await startOpik();
  project.write("preloaded.mjs", run("main"));

  const environment = { OPIK_URL_OVERRIDE: opik.url, HOME: project.folder };
  const printed = await project.runNode("preloaded.mjs", { node: node(), flags: [...flags, ...preload], environment });

  expect(printed).toBe("");
  expect(opik.traces.map(({ name }) => name)).toEqual(["main"]);
});

it.each(RUNTIMES)("a program of $runtime that ends by process.exit() delivers what it has", async ({ node, flags }) => {
  const opik = await startOpik();
  project.write("exiting.mjs", `${LINE}${run("main")}\nprocess.exit(0);`);

  const environment = { OPIK_URL_OVERRIDE: opik.url, HOME: project.folder, OPIK_LANGCHAIN_MAX_WAIT_MS: "600000" };
  expect(await project.runNode("exiting.mjs", { node: node(), flags, environment })).toBe("");

  expect(opik.traces.map(({ name }) => name)).toEqual(["main"]);
});
