import { RunnableLambda } from "@langchain/core/runnables";
import { describe, expect, test } from "vitest";
import { withOpikFallbacks, withOpikRetry } from "../../src/chains/index.js";
import { attemptLines } from "../support/attempt-lines.js";
import { down, failsFirst } from "../support/scripted-models.js";
import { collected } from "../support/streamed.js";
import { textWith } from "../support/text-matchers.js";
import { type TracedWorld, traceWorld } from "../support/traced-world.js";

const RETRIED = ["small: retry 1 failed", "small: retry 2 answered, after 503 of small (withRetry)"];

const retried = (world: TracedWorld) => withOpikRetry(world.chatModel({ model: "small" }), { initialDelayMs: 1 });

type Model = ReturnType<typeof retried>;

const CALLS: Readonly<Record<string, (model: Model, question: string, world: TracedWorld) => Promise<unknown>>> = {
  invoke: (model, question, { handler }) => model.invoke(question, { callbacks: [handler] }),
  stream: async (model, question, { handler }) => collected(await model.stream(question, { callbacks: [handler] })),
  batch: (model, question, { handler }) => model.batch([question], { callbacks: [handler] }),
  streamEvents: async (model, question, { handler }) =>
    collected(model.streamEvents(question, { version: "v2", callbacks: [handler] })),
};

describe("withOpikRetry on the trace", () => {
  test.each(Object.entries(CALLS))(
    "is numbered and explained, with its output, in 50 of %s at a time",
    async (_n, call) => {
      const world = await traceWorld(failsFirst(1));
      const model = retried(world);

      await Promise.all(Array.from({ length: 50 }, (_, index) => call(model, `question ${index}`, world)));

      const { traces, spans } = await world.arrived();
      expect(traces).toHaveLength(50);
      for (const { id, tags, output, metadata } of traces) {
        expect(attemptLines(spans.filter((span) => span.trace_id === id))).toEqual(RETRIED);
        expect(tags).toEqual(["retry"]);
        expect(output).toMatchObject({ output: textWith("small says question") });
        expect(metadata?.summary).toMatchObject({ retries: 1, errors: 1 });
      }
    },
  );

  test("is seen in a streamed sequence too", async () => {
    const world = await traceWorld(failsFirst(1));
    const chain = RunnableLambda.from((question: string) => question).pipe(retried(world));

    await collected(await chain.stream("why?", { callbacks: [world.handler] }));

    expect(attemptLines((await world.onlyTrace()).spans)).toEqual(RETRIED);
  });

  test("inside fallbacks tells both", async () => {
    const world = await traceWorld(down("large"));
    const large = withOpikRetry(world.chatModel({ model: "large" }), { initialDelayMs: 1, maxAttempts: 2 });

    await withOpikFallbacks(large, [world.chatModel({ model: "small" })]).invoke("why?", {
      callbacks: [world.handler],
    });

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans).slice(1)).toEqual([
      "large: retry 1 failed",
      "large: retry 2 failed, after 503 of large (withRetry)",
      "small: fallback 2 answered, after 503 of large (withFallbacks)",
    ]);
    expect(trace.tags).toEqual(["fallback", "answered_by:small", "retry"]);
  });

  test("tells the time that was lost: the tries that failed, and the waits after them", async () => {
    const world = await traceWorld(failsFirst(2));

    await retried(world).invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    const starts = spans.map(({ start_time }) => Date.parse(start_time)).sort((one, other) => one - other);
    expect(trace.metadata?.summary).toHaveProperty(
      "time_lost_ms",
      expect.closeTo((starts.at(-1) ?? 0) - (starts[0] ?? 0), -1),
    );
  });
});
