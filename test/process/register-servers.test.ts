import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { bundle } from "./bundle.js";
import { hostPackage } from "./hosts.js";
import { createRegisterProject, type RegisterProject, repositoryPackage } from "./register-project.js";
import { ServerProgram } from "./server-program.js";
import { startOpik } from "./start-opik.js";

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  for (const name of ["next", "react", "react-dom"]) project.install(name, hostPackage(name));
  project.install("@langchain/langgraph-cli", hostPackage("@langchain/langgraph-cli"));
  project.install("@langchain/langgraph", repositoryPackage("@langchain/langgraph"));
}, 120_000);
afterAll(() => {
  project.remove();
});

function start(program: readonly string[], environment: Readonly<Record<string, string>>): ServerProgram {
  const server = new ServerProgram({ program, folder: project.folder, environment });
  onTestFinished(() => server.stop());
  return server;
}

const NEXT = "node_modules/next/dist/bin/next";
const NEXT_FILES = {
  "package.json": `{ "type": "module" }`,
  // The packages of this project are links to where they are installed.
  "next.config.mjs": `export default { turbopack: { root: "/" } };`,
  "instrumentation.js": `export async function register() {
    if (process.env.NEXT_RUNTIME === "nodejs") await import("langchain-opik/register");
  }`,
  "app/layout.js": "export default function Layout({ children }) { return children; }",
  "app/run/route.js": `import { RunnableLambda } from "@langchain/core/runnables";
    export async function GET() {
      return Response.json(await RunnableLambda.from(() => "done").withConfig({ runName: "route" }).invoke("go"));
    }`,
  "app/flushed/route.js": `import { RunnableLambda } from "@langchain/core/runnables";
    import { flushTraces } from "langchain-opik";
    import { after } from "next/server";
    export async function GET() {
      after(() => flushTraces());
      return Response.json(await RunnableLambda.from(() => "done").withConfig({ runName: "flushed" }).invoke("go"));
    }`,
};

it("a Next.js server is traced by its instrumentation file, and flushed by a route after its answer", {
  timeout: 180_000,
}, async () => {
  const opik = await startOpik();
  for (const [file, text] of Object.entries(NEXT_FILES)) project.write(file, text);
  const environment = { NEXT_TELEMETRY_DISABLED: "1" };
  await project.runNode(NEXT, { args: ["build"], environment });

  const next = start([NEXT, "start", "--port", "0"], { ...environment, OPIK_URL_OVERRIDE: opik.url });
  const answer = await fetch(`${await next.listening(/http:\/\/localhost:(\d+)/)}/run`);

  expect(await answer.json()).toBe("done");
  await opik.waitFor({ traces: 1 });
  expect(opik.traces).toMatchObject([{ name: "route", output: { output: "done" } }]);

  const onlyFlushed = { ...environment, OPIK_URL_OVERRIDE: opik.url, OPIK_LANGCHAIN_MAX_WAIT_MS: "600000" };
  const patient = start([NEXT, "start", "--port", "0"], onlyFlushed);
  await fetch(`${await patient.listening(/http:\/\/localhost:(\d+)/)}/flushed`);
  await opik.waitFor({ traces: 2 });
  expect(opik.traces.at(-1)).toMatchObject({ name: "flushed" });
});

const LANGGRAPH = "node_modules/@langchain/langgraph-cli/dist/cli/cli.mjs";
const GRAPH = `
  import { MessagesAnnotation, StateGraph } from "@langchain/langgraph";
  const answer = () => ({ messages: [{ role: "assistant", content: "done" }] });
  export const graph = new StateGraph(MessagesAnnotation).addNode("answer", answer).addEdge("__start__", "answer").compile();`;

it.each([
  { by: "NODE_OPTIONS", line: "", environment: { NODE_OPTIONS: "--import langchain-opik/register" } },
  { by: "the import line beside a graph", line: `import "langchain-opik/register";`, environment: {} },
])("a LangGraph server is traced by $by", { timeout: 120_000 }, async ({ line, environment }) => {
  const opik = await startOpik();
  project.write("graph.mjs", line + GRAPH);
  project.write("langgraph.json", `{ "node_version": "20", "graphs": { "agent": "./graph.mjs:graph" } }`);

  const langgraph = start([LANGGRAPH, "dev", "--no-browser", "--port", "0"], {
    ...environment,
    LANGSMITH_TRACING: "false",
    OPIK_URL_OVERRIDE: opik.url,
  });
  const answer = await fetch(`${await langgraph.listening(/running at \S+:(\d+)/)}/runs/wait`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ assistant_id: "agent", input: { messages: [{ role: "user", content: "hi" }] } }),
  });

  expect(await answer.json()).toMatchObject({ messages: [{ content: "hi" }, { content: "done" }] });
  await opik.waitFor({ traces: 1, spans: 1 });
  expect(opik.traces.map(({ name }) => name)).toEqual(["LangGraph"]);
  expect(opik.spans.map(({ name }) => name)).toEqual(["answer"]);
});

const BUNDLED = `
  import { RunnableLambda } from "@langchain/core/runnables";
  void RunnableLambda.from(() => "done").withConfig({ runName: "bundled" }).invoke("go");`;

it.each([
  { by: "the import line in it", line: `import "langchain-opik/register";`, file: "server.cjs", flags: [] },
  { by: "--import", line: "", file: "server.mjs", flags: ["--import", "langchain-opik/register"] },
] as const)("a server that is bundled into $file is traced by $by", async ({ line, file, flags }) => {
  const opik = await startOpik();
  project.write("server.ts", line + BUNDLED);
  await bundle(project.folder, "server.ts", file);

  const printed = await project.runNode(file, { flags, environment: { OPIK_URL_OVERRIDE: opik.url } });

  expect(printed).toBe("");
  expect(opik.traces.map(({ name }) => name)).toEqual(["bundled"]);
});
