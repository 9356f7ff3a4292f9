import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { type Runnable, RunnableLambda } from "@langchain/core/runnables";
import { createAgent, tool } from "langchain";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import "../../../src/testing/vitest.js";
import { answeredBy, down, UNAVAILABLE } from "../../support/models/scripted-models.js";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { deferred } from "../../support/time/deferred.js";
import { attemptLines } from "../../support/traces/attempt-lines.js";
import { TRACED_CALLS } from "../../support/traces/traced-calls.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

class AnswerListener extends BaseCallbackHandler {
  override readonly name = "AnswerListener";
  override readonly handleLLMEnd: () => void;

  constructor(onAnswer: () => void) {
    super();
    this.handleLLMEnd = onAnswer;
  }
}

const FELL_BACK = ["large: fallback 1 failed", "small: fallback 2 answered, after 503 of large (withFallbacks)"];

function withFallback(world: TracedWorld, ...[primary = "large", ...others]: string[]) {
  const names = others.length === 0 ? ["small"] : others;
  return world.chatModel({ model: primary }).withFallbacks(names.map((model) => world.chatModel({ model })));
}

describe("a fallback of LangChain's own", () => {
  test.each(Object.entries(TRACED_CALLS))("withFallbacks is numbered and explained in %s", async (_name, call) => {
    const world = await traceWorld(down("large"));

    await call(withFallback(world), world);

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual(FELL_BACK);
    expect(trace.tags).toEqual(["fallback", "answered_by:small"]);
    expect(trace.output).toEqual({ output: "small says why?" });
    expect(trace.metadata?.summary).toMatchObject({ fallbacks: 1 });
    expect(world.opik).toHaveAnsweredBy("small");
  });

  test("a call that its first candidate answers is no fallback", async () => {
    const world = await traceWorld();

    await withFallback(world).invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([]);
    expect(trace.tags).toBeUndefined();
  });

  test("a fallback in which all candidates fail records each one's reason, in order", async () => {
    const world = await traceWorld((call) => ({ kind: "error", status: call.model === "large" ? 503 : 500 }));

    await expect(
      withFallback(world, "large", "mid", "small").invoke("why?", { callbacks: [world.handler] }),
    ).rejects.toThrow();

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([
      "large: fallback 1 failed",
      "mid: fallback 2 failed, after 503 of large (withFallbacks)",
      "small: fallback 3 failed, after 500 of mid (withFallbacks)",
    ]);
    expect(trace.tags).toEqual(["fallback"]);
    expect(trace.metadata?.summary).toMatchObject({ fallbacks: 2, errors: 3 });
  });

  test("nested fallbacks name the innermost model that answered", async () => {
    const world = await traceWorld(down("large", "mid"));
    const inner = withFallback(world, "mid", "small").pipe(new StringOutputParser());
    const model = world.chatModel({ model: "large" }).pipe(new StringOutputParser()).withFallbacks([inner]);

    await model.withConfig({ runName: "answer" }).invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([
      "RunnableSequence: fallback 1 failed",
      "RunnableSequence: fallback 2 answered, after 503 of large (withFallbacks)",
      "mid: fallback 1 failed",
      "small: fallback 2 answered, after 503 of mid (withFallbacks)",
    ]);
    expect(trace.tags).toEqual(["fallback", "answered_by:small"]);
    expect(spanNamed(spans, "RunnableWithFallbacks").tags).toEqual(["answered_by:small"]);
  });

  test("a fallback is seen between models with tools and between models with structured output", async () => {
    const look = tool(() => "seen", { name: "look", description: "Looks.", schema: z.object({}) });
    const world = await traceWorld((call) =>
      call.model === "large" ? UNAVAILABLE : { kind: "text", text: '{"mood":"fine"}' },
    );
    const [large, small] = [world.chatModel({ model: "large" }), world.chatModel({ model: "small" })];
    const mood = z.object({ mood: z.string() });

    await large
      .bindTools([look])
      .withFallbacks([small.bindTools([look])])
      .invoke("why?", { callbacks: [world.handler] });
    await large
      .withStructuredOutput(mood, { method: "jsonSchema" })
      .withFallbacks([small.withStructuredOutput(mood, { method: "jsonSchema" })])
      .invoke("why?", { callbacks: [world.handler] });

    const { traces, spans } = await world.arrived();
    const [tools, structured] = traces.map(({ id }) => attemptLines(spans.filter((span) => span.trace_id === id)));
    expect(tools).toEqual(FELL_BACK);
    expect(structured).toEqual([
      "RunnableSequence: fallback 1 failed",
      "RunnableSequence: fallback 2 answered, after 503 of large (withFallbacks)",
    ]);
    expect(traces.map(({ tags }) => tags)).toEqual(Array(2).fill(["fallback", "answered_by:small"]));
  });

  test("a fallback is seen between agents", async () => {
    const world = await traceWorld(down("large"));
    const agent = (model: string) =>
      createAgent({ name: `agent-${model}`, model: world.chatModel({ model }), tools: [] }).graph;
    const ask = RunnableLambda.from((question: string) => ({ messages: [{ role: "user", content: question }] }));

    await ask
      .pipe(agent("large"))
      .withFallbacks([ask.pipe(agent("small"))])
      .invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([
      "RunnableSequence: fallback 1 failed",
      "RunnableSequence: fallback 2 answered, after 503 of large (withFallbacks)",
    ]);
    expect(trace.metadata?.summary).toMatchObject({ fallbacks: 1 });
    expect(world.opik).toHaveAnsweredBy("small");
  });

  test("answers of a batch that LangChain throws away, since another input failed, are marked as superseded", async () => {
    const answered = deferred();
    const world = await traceWorld((call) =>
      call.model === "large" && call.question === "b" ? { ...UNAVAILABLE, until: answered.promise } : answeredBy(call),
    );
    const listener = new AnswerListener(answered.resolve);

    await withFallback(world).batch(["a", "b"], { callbacks: [world.handler, listener] });

    const { traces, spans } = await world.arrived();
    const lines = traces.map(({ id }) => attemptLines(spans.filter((span) => span.trace_id === id)));
    expect(lines).toEqual([
      ["large: fallback 1 superseded", "small: fallback 2 answered, after BatchFailure of large (withFallbacks)"],
      FELL_BACK,
    ]);
    const superseding = spans.find(({ model, input }) => model === "small" && JSON.stringify(input).includes('"a"'));
    expect(superseding?.metadata?.attempt).toMatchObject({
      reason: {
        type: "BatchFailure",
        message: "Another input of the batch failed, and LangChain asks the next candidate for all of them.",
      },
    });
  });

  test("a batch in which one input fails with every candidate records an answer for none of its inputs", async () => {
    const world = await traceWorld((call) => (call.question === "b" ? UNAVAILABLE : answeredBy(call)));

    await expect(withFallback(world).batch(["a", "b"], { callbacks: [world.handler] })).rejects.toThrow("503");

    const { traces, spans } = await world.arrived();
    const lines = traces.map(({ id }) => attemptLines(spans.filter((span) => span.trace_id === id)));
    expect(lines).toEqual([
      ["large: fallback 1 superseded", "small: fallback 2 superseded, after BatchFailure of large (withFallbacks)"],
      ["large: fallback 1 failed", "small: fallback 2 failed, after 503 of large (withFallbacks)"],
    ]);
    for (const { error_info, tags } of traces) {
      expect([error_info?.exception_type, tags]).toEqual(["InternalServerError", ["fallback"]]);
    }
  });

  test.each<[string, (world: TracedWorld) => Runnable<string, unknown>]>([
    ["models", (world) => withFallback(world)],
    [
      "chains",
      (world) =>
        RunnableLambda.from((question: string) => question)
          .pipe(world.chatModel({ model: "large" }))
          .withFallbacks([world.chatModel({ model: "small" })]),
    ],
  ])("a fallback of %s ends for each input of a batch that is stopped midway, answered or not", async (_, make) => {
    const answered = deferred();
    const stop = new AbortController();
    const world = await traceWorld((call) => (call.question === "b" ? { kind: "silent" } : answeredBy(call)));
    const callbacks = [world.handler, new AnswerListener(answered.resolve)];

    const batch = make(world).batch(["a", "b"], { callbacks, signal: stop.signal });
    await answered.promise;
    stop.abort();
    await expect(batch).rejects.toThrow();

    const { traces } = await world.arrived();
    expect(traces.map(({ end_time, error_info }) => [typeof end_time, error_info?.exception_type])).toEqual([
      ["string", "AbortError"],
      ["string", "AbortError"],
    ]);
  });
});
