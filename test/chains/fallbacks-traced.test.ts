import { StringOutputParser } from "@langchain/core/output_parsers";
import { describe, expect, test } from "vitest";
import { type OpikFallbackOptions, withOpikFallbacks } from "../../src/chains/index.js";
import { answeredBy, down } from "../support/models/scripted-models.js";
import { collected } from "../support/models/streamed.js";
import { spanNamed } from "../support/opik-server/find-span.js";
import { HELD_LIMIT_MS, holdTimeLimits } from "../support/time/held-time-limits.js";
import { attemptLines } from "../support/traces/attempt-lines.js";
import { textWith } from "../support/traces/text-matchers.js";
import { TRACED_CALLS } from "../support/traces/traced-calls.js";
import { type TracedWorld, traceWorld } from "../support/traces/traced-world.js";

const FELL_BACK = ["large: fallback 1 failed", "small: fallback 2 answered, after 503 of large (withFallbacks)"];

function largeThenSmall(world: TracedWorld, options: OpikFallbackOptions = {}) {
  return withOpikFallbacks(world.chatModel({ model: "large" }), [world.chatModel({ model: "small" })], options);
}

describe("withOpikFallbacks on the trace", () => {
  test.each(Object.entries(TRACED_CALLS))(
    "a fallback is numbered and explained on the trace, with its output, at %s",
    async (_name, call) => {
      const world = await traceWorld(down("large"));

      await call(largeThenSmall(world), world);

      const { trace, spans } = await world.onlyTrace();
      expect(attemptLines(spans)).toEqual(FELL_BACK);
      expect(trace).toMatchObject({
        name: "OpikFallbacks",
        tags: ["fallback", "answered_by:small"],
        output: { output: "small says why?" },
      });
    },
  );

  test("the fallbacks' own span is tagged with the model that answered, also where that is the primary", async () => {
    const world = await traceWorld();

    await largeThenSmall(world)
      .pipe(new StringOutputParser())
      .invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(spanNamed(spans, "OpikFallbacks").tags).toEqual(["answered_by:large"]);
    expect(trace.tags).toBeUndefined();
  });

  test.each(["invoke", "stream"] as const)(
    "a candidate's time limit at %s is recorded as a failure, not as an abort",
    async (how) => {
      const limits = holdTimeLimits();
      const world = await traceWorld((call) => {
        if (call.model === "large") limits.runOut();
        return call.model === "large" ? { kind: "silent" } : answeredBy(call);
      });

      await TRACED_CALLS[how](largeThenSmall(world, { attemptTimeoutMs: HELD_LIMIT_MS }), world);

      const { trace, spans } = await world.onlyTrace();
      expect(attemptLines(spans)).toEqual([
        "large: fallback 1 failed",
        "small: fallback 2 answered, after AttemptTimeoutError of large (withFallbacks)",
      ]);
      expect(spans.find(({ model }) => model === "large")?.error_info).toMatchObject({
        exception_type: "AttemptTimeoutError",
        message: "large gave no answer within 77000 ms.",
      });
      expect(trace.metadata?.summary).toMatchObject({ errors: 1, fallbacks: 1 });
    },
  );

  test("a trace in which all candidates fail counts their errors, and shows the error that names them", async () => {
    const world = await traceWorld(down("large", "small"));

    await expect(largeThenSmall(world).invoke("why?", { callbacks: [world.handler] })).rejects.toThrow();

    const { trace } = await world.onlyTrace();
    expect(trace.metadata?.summary).toMatchObject({ errors: 2, fallbacks: 1 });
    expect(trace.error_info).toMatchObject({
      exception_type: "AllCandidatesFailedError",
      message: textWith("1. large: InternalServerError: 503"),
    });
  });

  test("in a batch, withOpikFallbacks supersedes no answer", async () => {
    const world = await traceWorld((call) =>
      call.model === "large" && call.question === "b" ? { kind: "error", status: 503 } : answeredBy(call),
    );

    await largeThenSmall(world).batch(["a", "b"], { callbacks: [world.handler] });

    const { traces, spans } = await world.arrived();
    expect(traces.map(({ id }) => attemptLines(spans.filter((span) => span.trace_id === id)))).toEqual([[], FELL_BACK]);
  });

  test("a stream with fallbacks that the caller leaves ends its run with what had arrived", async () => {
    const world = await traceWorld();

    const stream = await largeThenSmall(world).stream("why?", { callbacks: [world.handler] });
    for await (const part of stream) if (part.text !== "") break;
    await world.handler.close();

    const { trace } = await world.onlyTrace();
    expect(trace.end_time).toBeDefined();
    expect(trace).not.toHaveProperty("error_info");
  });

  test("a stream with fallbacks that dies midway fails with the candidate's error, and keeps what had arrived", async () => {
    const world = await traceWorld(() => ({ kind: "reset", text: "half an" }));

    const stream = await largeThenSmall(world).stream("why?", { callbacks: [world.handler] });
    await expect(collected(stream)).rejects.toThrow();

    const { trace, spans } = await world.onlyTrace();
    expect(trace.error_info).toBeDefined();
    expect(attemptLines(spans)).toEqual([]);
    expect(spans[0]?.output).toMatchObject({ choices: [{ message: { content: "half an" } }] });
  });
});
