import { type Runnable, RunnableLambda } from "@langchain/core/runnables";
import { Annotation, END, entrypoint, START, StateGraph, task } from "@langchain/langgraph";
import { type AgentMiddleware, createAgent, createMiddleware, tool, toolRetryMiddleware } from "langchain";
import { z } from "zod";
import { HELD_LIMIT_MS } from "../../support/time/held-time-limits.js";
import type { TracedWorld } from "../../support/traces/traced-world.js";

export const model = (world: TracedWorld, name: string) => world.chatModel({ model: name, timeout: HELD_LIMIT_MS });
export const three = (world: TracedWorld) =>
  [model(world, "large"), model(world, "mid"), model(world, "small")] as const;

export function agent(world: TracedWorld, middleware: AgentMiddleware, primary = "small"): Runnable {
  return createAgent({ model: model(world, primary), tools: [], middleware: [middleware] }).graph;
}

export const askThrice = createMiddleware({
  name: "Stubborn",
  wrapModelCall: (request, handler) =>
    Promise.resolve(handler(request)).catch(() => Promise.resolve(handler(request)).catch(() => handler(request))),
});

/** Its model calls the tool, whose own model fails. */
export function agentWithTool(world: TracedWorld): Runnable {
  const look = tool(async ({ at }, config) => (await model(world, "small").invoke(at, config)).text, {
    name: "look",
    description: "Looks.",
    schema: z.object({ at: z.string() }),
  });
  return createAgent({
    model: model(world, "agent"),
    tools: [look],
    // @ts-expect-error LangChain's declaration of its own middleware is not for exactOptionalPropertyTypes.
    middleware: [toolRetryMiddleware({ maxRetries: 3, initialDelayMs: 1 })],
  }).graph;
}

const RETRY_POLICY = { maxAttempts: 4, initialInterval: 1, jitter: false, logWarning: false };
const State = Annotation.Root({ question: Annotation<string>, answer: Annotation<string> });

export function graph(world: TracedWorld): Runnable {
  const ask = async ({ question }: typeof State.State) => ({
    answer: (await model(world, "small").invoke(question)).text,
  });
  return new StateGraph(State)
    .addNode("ask", ask, { retryPolicy: RETRY_POLICY })
    .addEdge(START, "ask")
    .addEdge("ask", END)
    .compile();
}

export function taskFlow(world: TracedWorld): Runnable {
  const ask = task({ name: "ask", retry: RETRY_POLICY }, async (question: string) => {
    const { text } = await model(world, "small").invoke(question);
    return text;
  });
  return entrypoint("flow", (question: string) => ask(question));
}

export function program(world: TracedWorld): Runnable {
  const [large, mid, small] = three(world);
  return RunnableLambda.from(async (question: string, config) => {
    const answer = await large
      .invoke(question, config)
      .catch(() => mid.invoke(question, config).catch(() => small.invoke(question, config)));
    return answer.text;
  });
}

/** Of the three models, the first and the others. */
export function candidates<Made>(make: (first: Runnable, others: Runnable[]) => Made): (world: TracedWorld) => Made {
  return (world) => {
    const [large, mid, small] = three(world);
    return make(large, [mid, small]);
  };
}
