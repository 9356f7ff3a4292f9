import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { startModelServer } from "../../support/models/model-server.js";
import { createRegisterProject, type RegisterProject, repositoryPackage } from "../register/register-project.js";
import { startOpik } from "../register/start-opik.js";
import { bundleForEdge, EDGE_CONDITIONS } from "./bundle-for-edge.js";
import { startWorkerd } from "./start-workerd.js";
import { createWebContext } from "./web-context.js";

/** Asks a model by a traced chain. */
const ASK = `
  import { ChatPromptTemplate } from "@langchain/core/prompts";
  import { ChatOpenAI } from "@langchain/openai";
  import { OpikCallbackHandler } from "langchain-opik";

  export async function ask(subject, modelUrl, options) {
    const handler = new OpikCallbackHandler({ projectName: "edge", ...options });
    const configuration = { baseURL: modelUrl, dangerouslyAllowBrowser: true };
    const model = new ChatOpenAI({ model: "gpt-4o-mini", apiKey: "none", maxRetries: 0, configuration });
    const chain = ChatPromptTemplate.fromTemplate("What is {subject}?").pipe(model);
    const metadata = { photo: new Uint8Array([1, 2, 3]) };
    const { content } = await chain.invoke({ subject }, { callbacks: [handler], metadata });
    return { content, handler };
  }`;

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.install("@langchain/openai", repositoryPackage("@langchain/openai"));
  project.write("ask.js", ASK);
}, 120_000);
afterAll(() => {
  project.remove();
});

async function startServers() {
  const [opik, models] = await Promise.all([startOpik(), startModelServer()]);
  onTestFinished(() => models.close());
  return { opik, variables: { OPIK_URL_OVERRIDE: opik.url, MODEL_URL: models.url } };
}

it.each(EDGE_CONDITIONS)("the main entry needs no module of Node's in a bundle for %s", async (condition) => {
  project.write("entry.js", `export { OpikCallbackHandler } from "langchain-opik";`);

  await bundleForEdge({ folder: project.folder, program: "entry.js", into: "entry.out.js", condition });

  expect(readFileSync(join(project.folder, "entry.out.js"), "utf8")).not.toMatch(
    /\bfrom\s*["']|\bimport\(|\brequire\(/,
  );
});

const WEB_PROGRAM = `
  import { ask } from "./ask.js";
  const asked = ask("a trace", env.MODEL_URL, { apiUrl: env.OPIK_URL_OVERRIDE });
  globalThis.flushed = asked.then(({ handler }) => handler.flush());`;

const forbidden = () => {
  throw new Error("A Node.js API is used which is not supported in the Edge Runtime.");
};

/** As Next.js has it on the edge. */
const FORBIDDING = { CompressionStream: forbidden, process: { cwd: forbidden, getBuiltinModule: forbidden } };

it.each([
  { world: "that has none of Node's names", names: {} },
  { world: "where some names throw", names: FORBIDDING },
])("traces arrive from a runtime $world", async ({ names }) => {
  const { opik, variables } = await startServers();
  project.write("web.js", WEB_PROGRAM);
  const bundle = { folder: project.folder, program: "web.js", into: "web.out.js" };
  await bundleForEdge({ ...bundle, condition: "edge-light", format: "iife" });

  const warnings: unknown[] = [];
  const warn = (line: unknown) => warnings.push(line);
  const world = createWebContext({ ...names, env: variables, console: { ...console, warn } });
  new Script(readFileSync(join(project.folder, "web.out.js"), "utf8")).runInContext(world);
  const flushed: unknown = await world["flushed"];

  expect(warnings).toEqual([]);
  expect(flushed).toEqual({ delivered: 3, spooled: 0, waiting: 0, dropped: {} });
  expect(opik.traces).toMatchObject([{ name: "RunnableSequence", project_name: "edge" }]);
  expect(opik.traces[0]?.metadata).toMatchObject({ photo: "[Uint8Array of 3 bytes, base64: AQID]" });
  expect(opik.spans.map(({ type }) => type).sort()).toEqual(["general", "llm"]);
});

const worker = (options: string): string => `
  import { ask } from "./ask.js";
  export default {
    async fetch(request, env, context) {
      const { content, handler } = await ask(new URL(request.url).pathname, env.MODEL_URL, ${options});
      context.waitUntil(handler.flush());
      return new Response(content);
    },
  };`;

it.each([
  { kind: "by itself", compatibilityFlags: [], options: "{ apiUrl: env.OPIK_URL_OVERRIDE }" },
  { kind: "with Node's names, settings by its variables", compatibilityFlags: ["nodejs_compat"], options: "{}" },
])("traces arrive from workerd $kind", async ({ compatibilityFlags, options }) => {
  const { opik, variables } = await startServers();
  project.write("worker.js", worker(options));
  const url = await startWorkerd(project, { program: "worker.js", variables, compatibilityFlags });
  const startedMs = Date.now();

  const answers = await Promise.all(["/a", "/b", "/c"].map(async (path) => (await fetch(url + path)).text()));

  expect(answers).toEqual(["echo: What is /a?", "echo: What is /b?", "echo: What is /c?"]);
  await opik.waitFor({ traces: 3, spans: 6 });
  const outputs = opik.traces.map(({ output }) => JSON.stringify(output));
  expect(outputs.sort()).toEqual(answers.map((output) => JSON.stringify({ output })));
  // While its program is loaded, a Worker's clock stands at 1970.
  for (const { start_time } of opik.traces) expect(Date.parse(start_time)).toBeGreaterThanOrEqual(startedMs - 1_000);
});

const TRACED_WORKER = `
  import { RunnableLambda } from "@langchain/core/runnables";
  import { OpikCallbackHandler } from "langchain-opik";
  import { traced, withOpikFallbacks } from "langchain-opik/chains";
  const down = RunnableLambda.from(() => { throw new Error("down"); });
  const up = RunnableLambda.from(() => "answered");
  const work = traced("work", () => withOpikFallbacks(down, [up]).invoke("go"));
  export default {
    async fetch(request, env) {
      const handler = new OpikCallbackHandler({ apiUrl: env.OPIK_URL_OVERRIDE });
      const answer = await RunnableLambda.from(() => work()).invoke("go", { callbacks: [handler] });
      await handler.flush();
      return new Response(answer);
    },
  };`;

it("langchain-opik/chains works in workerd with AsyncLocalStorage", async () => {
  const { opik, variables } = await startServers();
  project.write("traced.js", TRACED_WORKER);
  const url = await startWorkerd(project, { program: "traced.js", variables, compatibilityFlags: ["nodejs_als"] });

  const answer = await fetch(url);

  expect(await answer.text()).toBe("answered");
  expect(opik.traces).toMatchObject([{ metadata: { summary: { fallbacks: 1 } } }]);
  const [work] = opik.spanTree(opik.traces[0]?.id ?? "");
  expect(work).toMatchObject({ span: { name: "work" }, children: [{ span: { name: "OpikFallbacks" } }] });
});
