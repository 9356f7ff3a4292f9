import { Runnable, type RunnableConfig, RunnableLambda } from "@langchain/core/runnables";
import { describe, expect, test } from "vitest";
import { withOpikFallbacks, withOpikRetry } from "../../src/chains/index.js";
import { answeredBy, down, UNAVAILABLE } from "../support/models/scripted-models.js";
import { spanNamed } from "../support/opik-server/find-span.js";
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

  test("candidates of which none has a run are no attempts, and the answer is recorded", async () => {
    const world = await traceWorld();
    const broken = new Unseen(() => Promise.reject(new Error("no line")));
    const fine = new Unseen(() => Promise.resolve("fine"));

    await withOpikFallbacks(broken, [fine])
      .pipe(RunnableLambda.from((answer: unknown) => answer))
      .invoke("why?", { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    expect(spanNamed(spans, "OpikFallbacks").output).toEqual({ output: "fine" });
    expect(attemptLines(spans)).toEqual([]);
  });

  test("a candidate without a run has answered by the last of its models that did", async () => {
    const world = await traceWorld((call) => (call.model === "small" ? answeredBy(call) : UNAVAILABLE));
    const careful = new Unseen(async (question, config) => {
      const answer = await world.chatModel({ model: "small" }).invoke(question, config);
      await world
        .chatModel({ model: "critic" })
        .invoke(question, config)
        .catch(() => undefined);
      return answer;
    });

    const large: Runnable<string, unknown> = world.chatModel({ model: "large" });

    await withOpikFallbacks(large, [careful]).invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([
      "large: fallback 1 failed",
      "small: fallback 2 answered, after 503 of large (withFallbacks)",
      "critic: fallback 2 failed, after 503 of large (withFallbacks)",
    ]);
    expect(trace.tags).toEqual(["fallback", "answered_by:small"]);
  });

  test("a candidate without a run has answered while another of its models has not answered yet", async () => {
    const ended = deferred();
    const world = await traceWorld((call) => {
      if (call.model === "large") return UNAVAILABLE;
      return call.model === "critic" ? { kind: "text", text: "fine", until: ended.promise } : answeredBy(call);
    });
    let criticised: Promise<unknown> = Promise.resolve();
    const hasty = new Unseen(async (question, config) => {
      const answer = await world.chatModel({ model: "small" }).invoke(question, config);
      criticised = world.chatModel({ model: "critic" }).invoke(question, config);
      await world.models.waitForCalls(3);
      return answer;
    });

    const large: Runnable<string, unknown> = world.chatModel({ model: "large" });

    await withOpikFallbacks(large, [hasty]).invoke("why?", { callbacks: [world.handler] });
    ended.resolve();
    await criticised;

    const { trace } = await world.onlyTrace();
    expect(trace.output).toEqual({ output: "small says why?" });
    expect(trace.tags).toEqual(["fallback", "answered_by:small"]);
  });

  test("what has no run of its own and asks another model at its second try is tried again all the same", async () => {
    shortenWaits();
    const world = await traceWorld(down("large"));
    const models = ["large", "small"];
    const changing = new Unseen((question, config) =>
      world.chatModel({ model: models.shift() ?? "" }).invoke(question, config),
    );

    await changing.withRetry().invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([
      "large: retry 1 failed",
      "small: retry 2 answered, after 503 of large (withRetry)",
    ]);
    expect(trace.tags).toEqual(["retry"]);
  });

  test("a candidate that has no end yet when the next has answered gives no reason, and nothing was waited", async () => {
    const limits = holdTimeLimits();
    const ended = deferred();
    const world = await traceWorld((call) =>
      call.model === "large" ? { kind: "text", text: "late", until: ended.promise } : answeredBy(call),
    );
    let late: Promise<unknown> = Promise.resolve();
    const deaf = new Unseen(async (question, config) => {
      const deafTo = new AbortController().signal;
      late = world.chatModel({ model: "large" }).invoke(question, { ...config, signal: deafTo });
      await world.models.waitForCalls(1);
      limits.runOut();
      return late;
    });

    await withOpikFallbacks(deaf, [world.chatModel({ model: "small" })], { attemptTimeoutMs: HELD_LIMIT_MS }).invoke(
      "why?",
      { callbacks: [world.handler] },
    );

    const { spans } = await world.arrived();
    expect(attemptLines([...spans])).toContain("small: fallback 2 answered, after an answer of large (withFallbacks)");
    expect(spans.find(({ model }) => model === "small")?.metadata?.attempt).toEqual({
      kind: "fallback",
      number: 2,
      mechanism: "withFallbacks",
      outcome: "answered",
      previous_model: "large",
    });
    ended.resolve();
    await late;
  });

  test("a candidate that continues after its time limit stays the first try, after the next has been asked", async () => {
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
    expect(spans.find(({ model }) => model === "small")?.metadata?.attempt).toMatchObject({
      previous_model: "large",
      wait_ms: 0,
    });
  });
});
