import { RunnableLambda } from "@langchain/core/runnables";
import { FakeRetriever } from "@langchain/core/utils/testing";
import { describe, expect, test } from "vitest";
import { down, failsFirst } from "../../support/models/scripted-models.js";
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
});
