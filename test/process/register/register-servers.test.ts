import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { bundle } from "../edge/bundle.js";
import { hostPackage } from "../hosts.js";
import { createRegisterProject, type RegisterProject, repositoryPackage } from "./register-project.js";
import { ServerProgram } from "./server-program.js";
import { startOpik } from "./start-opik.js";

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
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
  expect(opik.traces.map(({ name }) => name)).toEqual(["agent"]);
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
