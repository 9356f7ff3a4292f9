import {
  Annotation,
  END,
  entrypoint,
  interrupt,
  MemorySaver,
  Send,
  START,
  StateGraph,
  task,
} from "@langchain/langgraph";
import { describe, expect, test } from "vitest";
import { asJsonObject } from "../../../src/records/json/json-object.js";
import { down, failsFirst } from "../../support/models/scripted-models.js";
import { attemptLines } from "../../support/traces/attempt-lines.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

const State = Annotation.Root({
  question: Annotation<string>,
  answers: Annotation<string[]>({ reducer: (left, right) => [...left, ...right], default: () => [] }),
});
type State = typeof State.State;

const RETRY_POLICY = { maxAttempts: 3, initialInterval: 1, jitter: false, logWarning: false };

function askingGraph(world: TracedWorld) {
  const ask = async ({ question }: State) => ({ answers: [(await world.chatModel().invoke(question)).text] });
  return new StateGraph(State)
    .addNode("ask", ask, { retryPolicy: RETRY_POLICY })
    .addEdge(START, "ask")
    .addEdge("ask", END)
    .compile();
}

describe("a retry policy of LangGraph", () => {
  test("a LangGraph retry policy on tasks of the functional API is numbered and explained", async () => {
    const world = await traceWorld(failsFirst(1));
    const ask = task({ name: "ask", retry: RETRY_POLICY }, async (question: string) => {
      const { text } = await world.chatModel().invoke(question);
      return text;
    });
    const flow = entrypoint("flow", async (question: string) => Promise.all([ask(question), ask(`${question}!`)]));

    await flow.invoke("why?", { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    const retried = "ask: retry 2 answered, after 503 of gpt-4o-mini (retryPolicy)";
    expect(attemptLines(spans)).toEqual(["ask: retry 1 failed", "ask: retry 1 failed", retried, retried]);
  });

  test("LangGraph tasks that fail side by side each record why they were tried again", async () => {
    const world = await traceWorld();
    const failed = new Set<string>();
    const failures: Readonly<Record<string, Error>> = { "why?": new TypeError("why"), "how?": new RangeError("how") };
    const ask = task({ name: "ask", retry: RETRY_POLICY }, async (question: string) => {
      if (failed.has(question)) return Promise.resolve(question);
      failed.add(question);
      throw failures[question] ?? new Error("unknown");
    });
    const flow = entrypoint("flow", async (questions: string[]) => Promise.all(questions.map((one) => ask(one))));

    await flow.invoke(["why?", "how?"], { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    const second = spans.filter(({ metadata }) => asJsonObject(metadata?.attempt).number === 2);
    const told = second.map((span) => [JSON.stringify(span.output), ...attemptLines([span])].join(" ")).sort();
    expect(told).toEqual([
      '{"output":"how?"} ask: retry 2 answered, after RangeError (retryPolicy)',
      '{"output":"why?"} ask: retry 2 answered, after TypeError (retryPolicy)',
    ]);
  });

  test("a LangGraph retry that stops with an interrupt has neither failed nor answered", async () => {
    const world = await traceWorld();
    let tries = 0;
    const ask = () => {
      tries += 1;
      if (tries === 1) throw new Error("no line");
      return { question: String(interrupt("Why?")) };
    };
    const graph = new StateGraph(State)
      .addNode("ask", ask, { retryPolicy: RETRY_POLICY })
      .addEdge(START, "ask")
      .addEdge("ask", END)
      .compile({ checkpointer: new MemorySaver() });

    await graph.invoke({ question: "why?" }, { callbacks: [world.handler], configurable: { thread_id: "1" } });

    expect(attemptLines((await world.onlyTrace()).spans)).toEqual([
      "ask: retry 1 failed",
      "ask: retry 2 left, after Error (retryPolicy)",
    ]);
  });

  test("a LangGraph retry is told apart from a node that a loop comes back to", async () => {
    const world = await traceWorld(failsFirst(1));
    const graph = new StateGraph(State)
      .addNode("ask", async ({ question }: State) => ({ answers: [(await world.chatModel().invoke(question)).text] }), {
        retryPolicy: RETRY_POLICY,
      })
      .addEdge(START, "ask")
      .addConditionalEdges("ask", ({ answers }) => (answers.length < 3 ? "ask" : END), ["ask", END])
      .compile();

    await graph.invoke({ question: "why?" }, { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    expect(spans.filter(({ name }) => name === "ask")).toHaveLength(4);
    expect(attemptLines(spans)).toEqual([
      "ask: retry 1 failed",
      "ask: retry 2 answered, after 503 of gpt-4o-mini (retryPolicy)",
    ]);
  });

  test("each task of a LangGraph fan-out has tries of its own", async () => {
    const world = await traceWorld(failsFirst(1));
    const graph = new StateGraph(State)
      .addNode("ask", async ({ question }: State) => ({ answers: [(await world.chatModel().invoke(question)).text] }), {
        retryPolicy: RETRY_POLICY,
      })
      .addConditionalEdges(START, () => ["a", "b", "c"].map((question) => new Send("ask", { question })), ["ask"])
      .addEdge("ask", END)
      .compile();

    await graph.invoke({ question: "why?" }, { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    const lines = attemptLines(spans);
    expect(lines.filter((line) => line === "ask: retry 1 failed")).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith("ask: retry 2 answered"))).toHaveLength(3);
    expect(trace.metadata?.summary).toMatchObject({ retries: 3 });
  });

  test("a LangGraph retry that never succeeds records all its tries", async () => {
    const world = await traceWorld(down("gpt-4o-mini"));

    await expect(askingGraph(world).invoke({ question: "why?" }, { callbacks: [world.handler] })).rejects.toThrow();

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans).map((line) => line.split(",")[0])).toEqual([
      "ask: retry 1 failed",
      "ask: retry 2 failed",
      "ask: retry 3 failed",
    ]);
    expect(trace.metadata?.summary).toMatchObject({ errors: 3, retries: 2 });
  });
});
