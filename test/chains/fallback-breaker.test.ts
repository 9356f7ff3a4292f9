import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  AllCandidatesFailedError,
  CandidateDownError,
  type FallbackEvent,
  withOpikFallbacks,
} from "../../src/chains/index.js";
import { answeredBy, down, UNAVAILABLE } from "../support/models/scripted-models.js";
import { HELD_LIMIT_MS, holdTimeLimits } from "../support/time/held-time-limits.js";
import { attemptLines } from "../support/traces/attempt-lines.js";
import { type TracedWorld, traceWorld } from "../support/traces/traced-world.js";

/** Time stands still, and moves when it is told to. */
function heldClock(): { forwardMs(ms: number): void } {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  return { forwardMs: (ms) => void vi.setSystemTime(Date.now() + ms) };
}

function withBreaker(world: TracedWorld, options = {}) {
  return withOpikFallbacks(world.chatModel({ model: "large" }), [world.chatModel({ model: "small" })], {
    breaker: { failures: 2, resetAfterMs: 60_000 },
    ...options,
  });
}

const asked = ({ models }: TracedWorld) => models.calls.map(({ model }) => model);

describe("a candidate's circuit breaker", () => {
  test("a candidate is skipped after the set number of failures in a row, until its breaker's time is over", async () => {
    const clock = heldClock();
    const world = await traceWorld((call) =>
      call.model === "large" && call.index < 4 ? UNAVAILABLE : answeredBy(call),
    );
    const model = withBreaker(world);

    for (const question of ["a", "b", "c"]) await model.invoke(question);
    expect(asked(world)).toEqual(["large", "small", "large", "small", "small"]);

    clock.forwardMs(60_001);
    expect((await model.invoke("d")).text).toBe("large says d");
  });

  test("a breaker works across 50 concurrent calls: all are answered, and none after them asks the failing one", async () => {
    const world = await traceWorld(down("large"));
    const model = withBreaker(world);
    const ask = (question: string) => model.invoke(question, { callbacks: [world.handler] });
    const questions = Array.from({ length: 50 }, (_, index) => `question ${index}`);

    await Promise.all(questions.map(ask));
    const answers = await Promise.all(questions.map(ask));

    expect(answers.map(({ text }) => text)).toEqual(questions.map((question) => `small says ${question}`));
    expect(asked(world).filter((name) => name === "large").length).toBeLessThanOrEqual(50);
    const { traces, spans } = await world.arrived();
    const skipped = attemptLines(spans).filter((line) => line.includes("after CandidateDownError of large"));
    expect(skipped.length).toBeGreaterThanOrEqual(50);
    expect(traces.map(({ tags }) => tags)).toEqual(Array(100).fill(["fallback", "answered_by:small"]));
  });

  test("a skipped candidate is on the trace as a fallback, with its reason", async () => {
    const world = await traceWorld(down("large"));
    const model = withBreaker(world, { breaker: { failures: 1 } });
    await model.invoke("before");

    await model.invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(spans).toHaveLength(1);
    expect(attemptLines(spans)).toEqual([
      "small: fallback 2 answered, after CandidateDownError of large (withFallbacks)",
    ]);
    expect(spans[0]?.metadata?.attempt).toMatchObject({
      reason: {
        type: "CandidateDownError",
        message: "large was not asked: it has failed too often recently.",
      },
    });
    expect(trace.tags).toEqual(["fallback", "answered_by:small"]);
    expect(trace.metadata?.summary).toMatchObject({ fallbacks: 1, errors: 0, answered_by: { model: "small" } });
    expect(trace.metadata?.events).toMatchObject([
      { name: "candidate_skipped", data: { candidate: "large", number: 1 } },
    ]);
  });

  test("the next candidate is asked after a skipped one, whatever the program's rule for errors says", async () => {
    const world = await traceWorld(down("large"));
    const shouldFallBack = vi.fn(() => true);
    const events: FallbackEvent[] = [];
    const onFallback = (event: FallbackEvent) => events.push(event);
    const model = withBreaker(world, { breaker: { failures: 1 }, shouldFallBack, onFallback });
    await model.invoke("before");
    shouldFallBack.mockReturnValue(false);

    expect((await model.invoke("why?")).text).toBe("small says why?");

    expect(shouldFallBack).toHaveBeenCalledTimes(1);
    expect(events.at(-1)).toMatchObject({ number: 1, candidate: "large", nextCandidate: "small" });
    expect(events.at(-1)?.error).toBeInstanceOf(CandidateDownError);
  });

  test("no candidate is asked when the breakers of all are open, and the error names each", async () => {
    const world = await traceWorld(down("large", "small"));
    const model = withBreaker(world, { breaker: { failures: 1 } });
    await expect(model.invoke("before")).rejects.toThrow(AllCandidatesFailedError);

    await expect(model.invoke("why?")).rejects.toThrow(
      "1. large: CandidateDownError: large was not asked: it has failed too often recently.; 2. small: CandidateDownError",
    );

    expect(asked(world)).toEqual(["large", "small"]);
  });

  test("a call that the caller stops does not count as a candidate's failure, whatever the reason", async () => {
    const world = await traceWorld((call) => (call.index === 0 ? { kind: "silent" } : answeredBy(call)));
    const model = withBreaker(world, { breaker: { failures: 1 } });
    const stop = new AbortController();

    const stopped = model.invoke("why?", { signal: stop.signal });
    await world.models.waitForCalls(1);
    stop.abort(new Error("enough"));

    await expect(stopped).rejects.toThrow("enough");
    expect((await model.invoke("why?")).text).toBe("large says why?");
  });

  test("a candidate's time limit counts as a failure", async () => {
    const limits = holdTimeLimits();
    const world = await traceWorld((call) => {
      if (call.model === "large") limits.runOut();
      return call.model === "large" ? { kind: "silent" } : answeredBy(call);
    });
    const model = withBreaker(world, { breaker: { failures: 1 }, attemptTimeoutMs: HELD_LIMIT_MS });

    await model.invoke("a");
    await model.invoke("b");

    expect(asked(world)).toEqual(["large", "small", "small"]);
  });

  test("a candidate and its form with tools share a breaker", async () => {
    const world = await traceWorld(down("large"));
    const model = withBreaker(world, { breaker: { failures: 1 } });

    await model.invoke("a");
    await model.bindTools([]).invoke("b");

    expect(asked(world)).toEqual(["large", "small", "small"]);
  });
});
