import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { HumanMessage } from "@langchain/core/messages";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "@langchain/core/runnables";
import { Annotation, Command, interrupt, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { ChatOpenAI } from "@langchain/openai";
import type { TracerSettings } from "./tracers.js";

/** The key that the models are made with: it should arrive nowhere. */
export const MODEL_KEY = "sk-modelkey0123456789abcdef";
/** A secret that a user writes into a prompt. */
export const PROMPT_SECRET = "sk-promptsecret0123456789abc";
export const CONCURRENT_RUNS = 50;
const IMAGE_BYTES = 300_000;

/** How a program with a scenario ends: by itself, after a flush or without one, or by an exit without one. */
export type End = "flush" | "by itself" | "process.exit()";

export interface Scenario {
  readonly settings: TracerSettings;
  readonly end: End;
  run(callbacks: BaseCallbackHandler[] | undefined, modelUrl: string): Promise<void>;
}

const PLAIN: TracerSettings = { keepNothing: false, mask: false };

export const SCENARIOS: ReadonlyMap<string, Scenario> = new Map<string, Scenario>([
  ["fallback", scenario(fallback)],
  ["retry", scenario(retry)],
  ["interrupt", scenario(interrupted)],
  ["stream", scenario((callbacks, url) => stream("gpt-4o-mini", callbacks, url))],
  ["broken stream", scenario((callbacks, url) => stream("breaks-off", callbacks, url))],
  ["image", scenario(image)],
  ["concurrent", scenario(concurrent)],
  ["secret", scenario((callbacks, url) => ask(`My key is ${PROMPT_SECRET}.`, callbacks, url), { mask: true })],
  ["sampled out", scenario(failing, { keepNothing: true })],
  ["ends by itself", { ...scenario((callbacks, url) => ask("What is a trace?", callbacks, url)), end: "by itself" }],
  [
    "process.exit()",
    { ...scenario((callbacks, url) => ask("What is a trace?", callbacks, url)), end: "process.exit()" },
  ],
  ["server down", scenario((callbacks, url) => ask("What is a trace?", callbacks, url))],
]);

function scenario(run: Scenario["run"], settings: Partial<TracerSettings> = {}): Scenario {
  return { run, settings: { ...PLAIN, ...settings }, end: "flush" };
}

type Callbacks = BaseCallbackHandler[] | undefined;

function chat(model: string, baseURL: string): ChatOpenAI {
  return new ChatOpenAI({ model, maxRetries: 0, apiKey: MODEL_KEY, configuration: { baseURL } });
}

function options(callbacks: Callbacks): { callbacks?: BaseCallbackHandler[] } {
  return callbacks === undefined ? {} : { callbacks };
}

async function ask(question: string, callbacks: Callbacks, url: string): Promise<void> {
  const chain = ChatPromptTemplate.fromTemplate("{question}").pipe(chat("gpt-4o-mini", url));
  await chain.invoke({ question }, options(callbacks));
}

async function fallback(callbacks: Callbacks, url: string): Promise<void> {
  const model = chat("rate-limited", url).withFallbacks([chat("gpt-4o-mini", url)]);
  await ChatPromptTemplate.fromTemplate("{question}")
    .pipe(model)
    .invoke({ question: "What is a trace?" }, options(callbacks));
}

async function retry(callbacks: Callbacks): Promise<void> {
  let tries = 0;
  const step = RunnableLambda.from(() => {
    tries += 1;
    if (tries === 1) throw new Error("the order service did not answer");
    return "found";
  }).withConfig({ runName: "look up" });
  await RunnableLambda.from((input: string) => input)
    .pipe(step.withRetry({ stopAfterAttempt: 2 }))
    .invoke("order 1042", options(callbacks));
}

async function interrupted(callbacks: Callbacks): Promise<void> {
  const State = Annotation.Root({ answer: Annotation<string>() });
  const graph = new StateGraph(State)
    .addNode("ask", () => ({ answer: String(interrupt("Send it?")) }))
    .addEdge(START, "ask")
    .compile({ checkpointer: new MemorySaver() });
  const config = { ...options(callbacks), configurable: { thread_id: "t-1" } };
  await graph.invoke({ answer: "" }, config);
  await graph.invoke(new Command({ resume: "yes" }), config);
}

async function stream(model: string, callbacks: Callbacks, url: string): Promise<void> {
  try {
    for await (const _ of await chat(model, url).stream("What is a trace?", options(callbacks)));
  } catch {
    // The one that breaks off.
  }
}

async function image(callbacks: Callbacks, url: string): Promise<void> {
  const data = Buffer.alloc(IMAGE_BYTES, "an image ").toString("base64");
  const picture = { type: "image_url", image_url: { url: `data:image/png;base64,${data}` } };
  await chat("gpt-4o-mini", url).invoke([new HumanMessage({ content: [picture] })], options(callbacks));
}

async function concurrent(callbacks: Callbacks, url: string): Promise<void> {
  await Promise.all(Array.from({ length: CONCURRENT_RUNS }, (_, run) => ask(`Question ${run}`, callbacks, url)));
}

async function failing(callbacks: Callbacks, url: string): Promise<void> {
  await chat("rate-limited", url)
    .invoke("What is a trace?", options(callbacks))
    .catch(() => undefined);
}
