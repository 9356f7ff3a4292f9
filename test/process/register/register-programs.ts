/** A program, how it is started, and the names of the traces that have to come of it. */
export interface RegisterProgram {
  readonly reaches: string;
  readonly files: Readonly<Record<string, string>>;
  /** The file that Node starts. */
  readonly start: string;
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly traces: readonly string[];
}

const PRELOAD = ["--import", "langchain-opik/register"];
const LINE = `import "langchain-opik/register";`;

const byImport = (name: string, from = "@langchain/core"): string => `
  import { RunnableLambda as ${name} } from "${from}/runnables";
  await ${name}.from(() => "done").withConfig({ runName: "${name}" }).invoke("go");`;

const byRequire = (name: string, from = "@langchain/core"): string => `
  const { RunnableLambda: ${name} } = require("${from}/runnables");
  ${name}.from(() => "done").withConfig({ runName: "${name}" }).invoke("go");`;

const BOTH_COPIES = `${byImport("imported")}
  import { createRequire } from "node:module";
  const require = createRequire(import.meta.url);${byRequire("required")}`;

const TWO_VERSIONS = `${byImport("newer")}${byImport("older", "older-core")}`;

const OLDER_THAN_THE_ACTIVATION = `
  import { once } from "node:events";
  import { createServer } from "node:http";
  ${byImport("before")}
  const run = (runName) => before.from(() => "done").withConfig({ runName }).invoke("go");
  const server = createServer((request, response) => {
    run("server").then(() => response.end());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  let ticks = 0;
  let activated = false;
  const timer = setInterval(async () => {
    if (!activated || ticks++ > 0) return;
    await run("timer");
    clearInterval(timer);
  }, 1);
  await import("langchain-opik/register");
  activated = true;
  await run("after the await");
  await fetch("http://127.0.0.1:" + server.address().port);
  server.close();`;

const WORKER_OWNER = `
  import { Worker } from "node:worker_threads";
  new Worker(new URL("./worker.mjs", import.meta.url));`;

/** Hooks that Node runs in a thread of their own, and that change nothing. */
const HOOKS = `data:text/javascript,${encodeURIComponent("export const load = (url, context, next) => next(url, context);")}`;

const READS_A_MANAGER = `
  import { promises, readFileSync } from "node:fs";
  const manager = new URL(import.meta.resolve("@langchain/core/callbacks/manager"));
  if (String(await promises.readFile(manager)) !== readFileSync(manager, "utf8")) console.log("It was given another text.");
  ${byImport("main")}`;

export const REGISTER_PROGRAMS: readonly RegisterProgram[] = [
  {
    reaches: "an ES module that --import goes before",
    files: { "main.mjs": byImport("main") },
    start: "main.mjs",
    flags: PRELOAD,
    traces: ["main"],
  },
  {
    reaches: "a CommonJS program that --import goes before",
    files: { "main.cjs": byRequire("main") },
    start: "main.cjs",
    flags: PRELOAD,
    traces: ["main"],
  },
  {
    reaches: "a program started with NODE_OPTIONS",
    files: { "main.mjs": byImport("main") },
    start: "main.mjs",
    environment: { NODE_OPTIONS: PRELOAD.join(" ") },
    traces: ["main"],
  },
  {
    reaches: "a program with the import as its first line",
    files: { "main.mjs": `${LINE}${byImport("main")}` },
    start: "main.mjs",
    traces: ["main"],
  },
  {
    reaches: "a program with the import as its last line",
    files: { "main.mjs": `${byImport("main")}\n${LINE}` },
    start: "main.mjs",
    traces: ["main"],
  },
  {
    reaches: "a CommonJS program that requires it after LangChain",
    files: {
      "main.cjs": `require("@langchain/core/runnables"); require("langchain-opik/register"); ${byRequire("main")}`,
    },
    start: "main.cjs",
    traces: ["main"],
  },
  {
    reaches: "a CommonJS program that --require goes before",
    files: { "main.cjs": byRequire("main") },
    start: "main.cjs",
    flags: ["--require", "langchain-opik/register"],
    traces: ["main"],
  },
  {
    reaches: "an ES module that --require goes before",
    files: { "main.mjs": byImport("main") },
    start: "main.mjs",
    flags: ["--require", "langchain-opik/register"],
    traces: ["main"],
  },
  {
    reaches: "a TypeScript program with the import line, run by tsx",
    files: { "main.mts": `${LINE}${byImport("main")}\nconst typed: number = 1;\nvoid typed;` },
    start: "main.mts",
    flags: ["--import", "tsx"],
    traces: ["main"],
  },
  {
    reaches: "a TypeScript program run by tsx with --import",
    files: { "main.mts": `${byImport("main")}\nconst typed: number = 1;\nvoid typed;` },
    start: "main.mts",
    flags: ["--import", "tsx", ...PRELOAD],
    traces: ["main"],
  },
  {
    reaches: "a CommonJS TypeScript program run by tsx with --import",
    files: { "main.cts": `${byRequire("main")}\nconst typed: number = 1;\nvoid typed;` },
    start: "main.cts",
    flags: ["--import", "tsx", ...PRELOAD],
    traces: ["main"],
  },
  {
    reaches: "all but what a module imported beside the import line runs while it loads",
    files: { "main.mjs": `${LINE}import "./beside.mjs";${byImport("main")}`, "beside.mjs": byImport("beside") },
    start: "main.mjs",
    traces: ["main"],
  },
  {
    reaches: "a module imported beside the main one where --import goes before",
    files: { "main.mjs": `import "./beside.mjs";${byImport("main")}`, "beside.mjs": byImport("beside") },
    start: "main.mjs",
    flags: PRELOAD,
    traces: ["beside", "main"],
  },
  {
    reaches: "a TypeScript program run by tsx with an --import that goes before that of tsx",
    files: { "main.mts": `${byImport("main")}\nconst typed: number = 1;\nvoid typed;` },
    start: "main.mts",
    flags: [...PRELOAD, "--import", "tsx"],
    traces: ["main"],
  },
  {
    reaches: "what is imported after a program has registered hooks for modules",
    files: {
      "main.mjs": `
        import { register } from "node:module";
        register("${HOOKS}");
        await import("./later.mjs");`,
      "later.mjs": TWO_VERSIONS,
    },
    start: "main.mjs",
    flags: ["--no-deprecation", ...PRELOAD],
    traces: ["newer", "older"],
  },
  {
    reaches: "what is imported after a CommonJS program has registered hooks by a function it had before",
    files: {
      "main.cjs": `
        const { register } = require("node:module");
        require("langchain-opik/register");
        register("${HOOKS}");
        import("./later.mjs");`,
      "later.mjs": TWO_VERSIONS,
    },
    start: "main.cjs",
    flags: ["--no-deprecation"],
    traces: ["newer", "older"],
  },
  {
    reaches: "what a file imports that another --import has loaded before",
    files: { "before.mjs": `import "older-core/runnables";`, "main.mjs": TWO_VERSIONS },
    start: "main.mjs",
    flags: ["--import", "./before.mjs", ...PRELOAD],
    traces: ["newer", "older"],
  },
  {
    reaches: "a program that reads the file of a manager, which it is given as it is",
    files: { "main.mjs": READS_A_MANAGER },
    start: "main.mjs",
    flags: PRELOAD,
    traces: ["main"],
  },
  {
    reaches: "both copies of @langchain/core in one process",
    files: { "main.mjs": BOTH_COPIES },
    start: "main.mjs",
    flags: PRELOAD,
    traces: ["imported", "required"],
  },
  {
    reaches: "both copies where they were loaded before the import line",
    files: {
      "first.cjs": `require("@langchain/core/runnables");`,
      "main.mjs": `import "./first.cjs";\n${BOTH_COPIES}\n${LINE}`,
    },
    start: "main.mjs",
    traces: ["imported", "required"],
  },
  {
    reaches: "two installed versions of @langchain/core",
    files: { "main.mjs": TWO_VERSIONS },
    start: "main.mjs",
    flags: PRELOAD,
    traces: ["newer", "older"],
  },
  {
    reaches: "two installed versions that were loaded before the import line",
    files: { "main.mjs": `${TWO_VERSIONS}\n${LINE}` },
    start: "main.mjs",
    traces: ["newer", "older"],
  },
  {
    reaches: "HTTP servers, timers and code after an await that are older than the activation",
    files: { "main.mjs": OLDER_THAN_THE_ACTIVATION },
    start: "main.mjs",
    traces: ["after the await", "server", "timer"],
  },
  {
    reaches: "a worker thread that imports it",
    files: { "main.mjs": WORKER_OWNER, "worker.mjs": `${LINE}${byImport("worker")}` },
    start: "main.mjs",
    traces: ["worker"],
  },
  {
    reaches: "a worker thread of a program that --import goes before",
    files: { "main.mjs": WORKER_OWNER, "worker.mjs": byImport("worker") },
    start: "main.mjs",
    flags: PRELOAD,
    traces: ["worker"],
  },
];
