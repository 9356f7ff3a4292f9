import { RunnableLambda } from "@langchain/core/runnables";
import { FakeRetriever } from "@langchain/core/utils/testing";
import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import { tool } from "langchain";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { answeredBy, down, failsFirst, UNAVAILABLE } from "../../support/models/scripted-models.js";
import { slowWorld } from "../../support/process/slow-world.js";
import { deferred } from "../../support/time/deferred.js";
import { attemptLines } from "../../support/traces/attempt-lines.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

/** A program that asks one model and, in its catch, the next. */
function program(world: TracedWorld, ...models: readonly string[]): RunnableLambda<string, string> {
  return RunnableLambda.from(async (question: string, config) => {
    for (const model of models) {
      try {
        return (await world.chatModel({ model }).invoke(question, config)).text;
      } catch {
        // The next model is asked.
      }
    }
    return "none";
  });
}

const FELL_BACK = ["large: fallback 1 failed", "small: fallback 2 answered, after 503 of large (code)"];

describe("plain code that asks again after a failure", () => {
  test("plain code that asks another model the same question after a failure is a fallback", async () => {
    const world = await traceWorld(down("large"));

    await program(world, "large", "small").invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual(FELL_BACK);
    expect(trace.tags).toEqual(["fallback", "answered_by:small"]);
  });

  test("plain code that asks the same model again after a failure is a retry", async () => {
    const world = await traceWorld(failsFirst(1));

    await program(world, "small", "small").invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([
      "small: retry 1 failed",
      "small: retry 2 answered, after 503 of small (code)",
    ]);
    expect(trace.tags).toEqual(["retry"]);
  });

  test("two calls that fail side by side and are both made again are two retries", async () => {
    const world = await traceWorld(failsFirst(2));
    const model = world.chatModel({ model: "small" });
    const both = RunnableLambda.from(async (question: string, config) => {
      const askTwice = () => Promise.allSettled([model.invoke(question, config), model.invoke(question, config)]);
      await askTwice();
      await askTwice();
      return "done";
    });

    await both.invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    const retried = "small: retry 2 answered, after 503 of small (code)";
    expect(attemptLines(spans)).toEqual(["small: retry 1 failed", "small: retry 1 failed", retried, retried]);
    expect(trace.metadata?.summary).toMatchObject({ retries: 2 });
  });

  test("a retry in plain code is seen for a retriever as it is for a model", async () => {
    const world = await traceWorld();
    const broken = new FakeRetriever();
    broken._getRelevantDocuments = () => Promise.reject(new Error("the index is gone"));

    await RunnableLambda.from(async (question: string, config) => {
      await broken.invoke(question, config).catch(() => undefined);
      return new FakeRetriever().invoke(question, config);
    }).invoke("why?", { callbacks: [world.handler] });

    expect(attemptLines((await world.onlyTrace()).spans)).toEqual([
      "FakeRetriever: retry 1 failed",
      "FakeRetriever: retry 2 answered, after Error (code)",
    ]);
  });

  test("a retry in plain code is seen for a tool that the code calls itself", async () => {
    const world = await traceWorld();
    let looks = 0;
    const look = tool(
      () => {
        looks += 1;
        if (looks === 1) throw new Error("too dark");
        return "seen";
      },
      { name: "look", schema: z.object({ at: z.string() }) },
    );

    await RunnableLambda.from((at: string, config) => {
      const ask = () => look.invoke({ at }, config);
      return ask().catch(ask);
    }).invoke("left", { callbacks: [world.handler] });

    expect(attemptLines((await world.onlyTrace()).spans)).toEqual([
      "look: retry 1 failed",
      "look: retry 2 answered, after Error (code)",
    ]);
  });

  test("a fallback in a graph node's own code is recorded as the code's", async () => {
    const world = await traceWorld(down("large"));
    const State = Annotation.Root({ question: Annotation<string>, answer: Annotation<string> });
    const graph = new StateGraph(State)
      .addNode("ask", async ({ question }, config) => ({
        answer: await program(world, "large", "small").invoke(question, config),
      }))
      .addNode("again", async ({ question }, config) => {
        const [large, small] = [world.chatModel({ model: "large" }), world.chatModel({ model: "small" })];
        const { text } = await large.invoke(question, config).catch(() => small.invoke(question, config));
        return { answer: text };
      })
      .addEdge(START, "ask")
      .addEdge("ask", "again")
      .addEdge("again", END)
      .compile();

    await graph.invoke({ question: "why?" }, { callbacks: [world.handler] });

    expect(attemptLines((await world.onlyTrace()).spans)).toEqual([...FELL_BACK, ...FELL_BACK]);
  });

  test("a fallback in plain code is recorded as the code's although its chain is named like an agent's model node", async () => {
    const world = await traceWorld(down("large"));

    await program(world, "large", "small").invoke("why?", { callbacks: [world.handler], runName: "model_request" });

    expect(attemptLines((await world.onlyTrace()).spans)).toEqual(FELL_BACK);
  });

  test("a second try in plain code has answered although the program had failed by then", async () => {
    const hasFailed = deferred();
    const world = await traceWorld((call) =>
      call.model === "large" ? UNAVAILABLE : { ...answeredBy(call), until: hasFailed.promise },
    );
    let second: Promise<unknown> = Promise.resolve();

    await RunnableLambda.from(async (question: string, config) => {
      await world
        .chatModel({ model: "large" })
        .invoke(question, config)
        .catch(() => undefined);
      second = world.chatModel({ model: "small" }).invoke(question, config);
      await world.models.waitForCalls(2);
      throw new Error("the printer is out of paper");
    })
      .invoke("why?", { callbacks: [world.handler] })
      .catch(hasFailed.resolve);
    await second;

    const { trace, spans } = await world.onlyTrace();
    expect(trace.error_info).toMatchObject({ message: "the printer is out of paper" });
    expect(attemptLines(spans)).toEqual(FELL_BACK);
  });

  test("a second try without an end when the handler is closed is recorded as failed", async () => {
    const world = await traceWorld((call) => (call.model === "large" ? UNAVAILABLE : { kind: "silent" }));
    const stop = new AbortController();

    const asking = program(world, "large", "small").invoke("why?", { callbacks: [world.handler], signal: stop.signal });
    await world.models.waitForCalls(2);
    await world.handler.close();
    stop.abort();
    await asking.catch(() => undefined);

    expect(attemptLines(world.opik.spans)).toEqual([
      "large: fallback 1 failed",
      "small: fallback 2 failed, after 503 of large (code)",
    ]);
  });

  test("a second try that is still going on is sent without an outcome", async () => {
    const { world, time, answer } = await slowWorld();
    const held = world.models.script;
    world.models.script = (call) => (call.model === "large" ? UNAVAILABLE : held(call));

    const asking = program(world, "large", "small").invoke("why?", { callbacks: [world.handler] });
    await world.models.waitForCalls(2);
    time.pass(11);
    await world.opik.waitFor({ traces: 1, spans: 2 });

    const open = world.opik.spans.find(({ end_time }) => end_time === undefined);
    expect(open).toMatchObject({ model: "small" });
    expect(open?.metadata).not.toHaveProperty("attempt");
    answer();
    await asking;
    expect(attemptLines((await world.onlyTrace()).spans)).toEqual(FELL_BACK);
  });
});
