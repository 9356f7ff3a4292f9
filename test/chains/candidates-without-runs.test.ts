import { Runnable, type RunnableConfig } from "@langchain/core/runnables";
import { describe, expect, test } from "vitest";
import { withOpikFallbacks, withOpikRetry } from "../../src/chains/index.js";
import { answeredBy, down, UNAVAILABLE } from "../support/models/scripted-models.js";
import { deferred } from "../support/time/deferred.js";
import { HELD_LIMIT_MS, holdTimeLimits } from "../support/time/held-time-limits.js";
import { shortenWaits } from "../support/time/short-waits.js";
import { attemptLines } from "../support/traces/attempt-lines.js";
import { type TracedWorld, traceWorld } from "../support/traces/traced-world.js";

type Work = (question: string, config: Partial<RunnableConfig> | undefined) => Promise<unknown>;

/** A runnable of one's own that LangChain makes no run for: only what it calls is told to tracers. */
class Unseen extends Runnable<string> {
  override lc_namespace = ["tests"];
  readonly #work: Work;

  constructor(work: Work) {
    super();
    this.#work = work;
  }

  override invoke(question: string, config?: Partial<RunnableConfig>): Promise<unknown> {
    return this.#work(question, config);
  }
}

/** Asks one model after the other, and gives the last answer. */
function inTurn(world: TracedWorld, ...models: readonly string[]): Unseen {
  return new Unseen(async (question, config) => {
    const answers: unknown[] = [];
    for (const model of models) answers.push(await world.chatModel({ model }).invoke(question, config));
    return answers.at(-1);
  });
}

describe("candidates without a run of their own", () => {
  test("a candidate without a run of its own is no attempt when it answers", async () => {
    const world = await traceWorld();
    const small = world.chatModel({ model: "small" });

    await withOpikFallbacks(inTurn(world, "large", "mid"), [small]).invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(spans).toHaveLength(2);
    expect(attemptLines(spans)).toEqual([]);
    expect(trace.tags).toBeUndefined();
    expect(trace.metadata?.summary).toMatchObject({ fallbacks: 0 });
  });

  test("a candidate without a run is recorded as the first attempt if another candidate answers", async () => {
    const world = await traceWorld(down("mid"));
    const fallback = inTurn(world, "small", "tiny");

    await withOpikFallbacks(inTurn(world, "large", "mid"), [fallback]).invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([
      "large: fallback 1 superseded",
      "mid: fallback 1 failed",
      "small: fallback 2 answered, after 503 of mid (withFallbacks)",
      "tiny: fallback 2 answered, after 503 of mid (withFallbacks)",
    ]);
    expect(trace.tags).toEqual(["fallback", "answered_by:tiny"]);
    expect(trace.metadata?.summary).toMatchObject({ fallbacks: 1, errors: 1 });
  });

  test("a candidate without a run counts as an attempt, even if nothing below it was recorded", async () => {
    const world = await traceWorld();
    const broken = new Unseen(() => Promise.reject(new Error("no line")));

    await withOpikFallbacks(broken, [world.chatModel({ model: "small" })]).invoke("why?", {
      callbacks: [world.handler],
    });

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual(["small: fallback 2 answered (withFallbacks)"]);
    expect(trace.tags).toEqual(["fallback", "answered_by:small"]);
    expect(trace.metadata?.summary).toMatchObject({ fallbacks: 1 });
  });

  test.each([
    ["withRetry", (tried: Runnable) => tried.withRetry({ stopAfterAttempt: 3 })],
    ["withOpikRetry", (tried: Runnable) => withOpikRetry(tried, { initialDelayMs: 1 })],
  ])("a candidate without a run is recorded as one attempt of %s", async (_name, retried) => {
    shortenWaits();
    const world = await traceWorld((call) => (call.index === 1 ? UNAVAILABLE : answeredBy(call)));

    await retried(inTurn(world, "large", "small")).invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([
      "large: retry 1 superseded",
      "small: retry 1 failed",
      "large: retry 2 answered, after 503 of small (withRetry)",
      "small: retry 2 answered, after 503 of small (withRetry)",
    ]);
    expect(trace.metadata?.summary).toMatchObject({ retries: 1, errors: 1 });
  });

  test("a candidate that continues after its time limit stays the first attempt when the next has been asked", async () => {
    const limits = holdTimeLimits();
    const wentOn = deferred();
    const world = await traceWorld((call) =>
      call.model === "small" ? { kind: "text", text: "fine", until: wentOn.promise } : answeredBy(call),
    );
    const deaf = new Unseen(async (question, config) => {
      limits.runOut();
      await world.models.waitForCalls(1);
      // Where LangGraph is loaded, LangChain would hand on the signal of the limit.
      const deafTo = new AbortController().signal;
      await world.chatModel({ model: "large" }).invoke(question, { ...config, signal: deafTo });
      wentOn.resolve();
    });

    await withOpikFallbacks(deaf, [world.chatModel({ model: "small" })], { attemptTimeoutMs: HELD_LIMIT_MS }).invoke(
      "why?",
      { callbacks: [world.handler] },
    );

    const { spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([
      "small: fallback 2 answered, after an answer of large (withFallbacks)",
      "large: fallback 1 superseded",
    ]);
  });
});
