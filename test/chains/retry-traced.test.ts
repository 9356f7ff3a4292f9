import { RunnableLambda } from "@langchain/core/runnables";
import { describe, expect, test } from "vitest";
import { withOpikFallbacks, withOpikRetry } from "../../src/chains/index.js";
import { down, failsFirst } from "../support/models/scripted-models.js";
import { collected } from "../support/models/streamed.js";
import { attemptLines } from "../support/traces/attempt-lines.js";
import { TRACED_CALLS } from "../support/traces/traced-calls.js";
import { type TracedWorld, traceWorld } from "../support/traces/traced-world.js";

const RETRIED = ["small: retry 1 failed", "small: retry 2 answered, after 503 of small (withRetry)"];

const retried = (world: TracedWorld) => withOpikRetry(world.chatModel({ model: "small" }), { initialDelayMs: 1 });

describe("withOpikRetry on the trace", () => {
  test.each(Object.entries(TRACED_CALLS))(
    "a retry is numbered and explained on the trace, with its output, at %s",
    async (_name, call) => {
      const world = await traceWorld(failsFirst(1));

      await call(retried(world), world);

      const { trace, spans } = await world.onlyTrace();
      expect(attemptLines(spans)).toEqual(RETRIED);
      expect(trace).toMatchObject({ tags: ["retry"], output: { output: "small says why?" } });
      expect(trace.metadata?.summary).toMatchObject({ retries: 1, errors: 1 });
    },
  );

  test("a retry is recorded in a streamed sequence too", async () => {
    const world = await traceWorld(failsFirst(1));
    const chain = RunnableLambda.from((question: string) => question).pipe(retried(world));

    await collected(await chain.stream("why?", { callbacks: [world.handler] }));

    expect(attemptLines((await world.onlyTrace()).spans)).toEqual(RETRIED);
  });

  test("retries within fallbacks record both", async () => {
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

  test("the time lost to retries is that of the failed attempts and of the waits after them", async () => {
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
