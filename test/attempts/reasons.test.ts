import { StringOutputParser } from "@langchain/core/output_parsers";
import { type Runnable, RunnableLambda } from "@langchain/core/runnables";
import { createAgent, modelFallbackMiddleware } from "langchain";
import { describe, expect, test } from "vitest";
import { shapeOf } from "../../src/handlers/convert/shape.js";
import { attemptLines } from "../support/attempt-lines.js";
import type { ModelReply } from "../support/model-server.js";
import { answeredBy } from "../support/scripted-models.js";
import { collected } from "../support/streamed.js";
import { type TracedWorld, traceWorld } from "../support/traced-world.js";

const FAILURES: readonly (readonly [string, ModelReply, object])[] = [
  ["429 without headers", { kind: "error", status: 429 }, { type: "RateLimitCapacityError", status: 429 }],
  [
    "429 with headers",
    { kind: "error", status: 429, headers: { "retry-after": "1" } },
    { type: "RateLimitError", status: 429 },
  ],
  ["500", { kind: "error", status: 500 }, { type: "InternalServerError", status: 500 }],
  ["401", { kind: "error", status: 401 }, { type: "AuthenticationError", status: 401 }],
  ["a time limit", { kind: "silent" }, { type: "TimeoutError" }],
  ["a connection that is reset", { kind: "reset" }, { type: "APIConnectionError" }],
];

const models = (world: TracedWorld) =>
  [world.chatModel({ model: "large", timeout: 100 }), world.chatModel({ model: "small" })] as const;

const withFallbacks = (world: TracedWorld): Runnable => {
  const [large, small] = models(world);
  return large.withFallbacks([small]);
};

const CALLS: Readonly<Record<string, (world: TracedWorld) => Promise<unknown>>> = {
  "withFallbacks by invoke": (world) => withFallbacks(world).invoke("why?", { callbacks: [world.handler] }),
  "withFallbacks by stream": async (world) =>
    collected(await withFallbacks(world).stream("why?", { callbacks: [world.handler] })),
  "withFallbacks by batch": (world) => withFallbacks(world).batch(["why?"], { callbacks: [world.handler] }),
  "an agent's middleware": (world) => {
    const [model, small] = models(world);
    const agent = createAgent({ model, tools: [], middleware: [modelFallbackMiddleware(small)] });
    return agent.invoke({ messages: [{ role: "user", content: "why?" }] }, { callbacks: [world.handler] });
  },
  "plain code": (world) => {
    const [large, small] = models(world);
    const ask = RunnableLambda.from(async (question: string, config) => {
      const answer = await large.invoke(question, config).catch(() => small.invoke(question, config));
      return answer.text;
    });
    return ask.invoke("why?", { callbacks: [world.handler] });
  },
};

describe("the reason of a fallback", () => {
  test.each(Object.entries(CALLS))("is told for every kind of failure by %s", async (_name, call) => {
    for (const [name, failure, reason] of FAILURES) {
      const world = await traceWorld((one) => (one.model === "large" ? failure : answeredBy(one)));

      await call(world);

      const { trace, spans } = await world.onlyTrace();
      const answered = spans.find(({ model, type }) => model === "small" && type === "llm");
      const { wait_ms: waitMs, ...attempt } = shapeOf(answered?.metadata?.attempt);
      expect({ name, attempt }).toMatchObject({
        name,
        attempt: { kind: "fallback", number: 2, outcome: "answered", reason, previous_model: "large" },
      });
      expect(waitMs).toBeGreaterThanOrEqual(0);
      expect(answered?.tags).toEqual(["fallback"]);
      expect(trace.tags).toEqual(["fallback", "answered_by:small"]);
    }
  });

  test("is not there for a stream that dies midway: LangChain asks no other model then", async () => {
    const world = await traceWorld((one) =>
      one.model === "large" ? { kind: "reset", text: "half an" } : answeredBy(one),
    );

    await expect(CALLS["withFallbacks by stream"]?.(world)).rejects.toThrow();

    const { trace, spans } = await world.onlyTrace();
    expect(spans).toHaveLength(1);
    expect(spans[0]?.metadata).not.toHaveProperty("attempt");
    expect(trace.error_info).toBeDefined();
    expect(trace.metadata?.summary).toMatchObject({ fallbacks: 0, errors: 1 });
  });

  test.each([
    ["its candidates are models", (world: TracedWorld) => world.chatModel()],
    ["its candidates are chains", (world: TracedWorld) => world.chatModel().pipe(new StringOutputParser())],
  ])("is not there for a call that the caller stopped, and its trace ends, where %s", async (_name, candidate) => {
    const world = await traceWorld(() => ({ kind: "silent" }));
    const stop = new AbortController();
    const model: Runnable = candidate(world);

    const answer = model.withFallbacks([candidate(world)]).invoke("why?", {
      callbacks: [world.handler],
      signal: stop.signal,
    });
    await world.models.waitForCalls(1);
    stop.abort(new Error("enough"));

    await expect(answer).rejects.toThrow("enough");
    const { trace, spans } = await world.onlyTrace();
    expect(trace.error_info).toMatchObject({ message: "enough" });
    expect(attemptLines(spans)).toEqual([]);
    expect(trace.metadata?.summary).toMatchObject({ errors: 0, fallbacks: 0 });
    expect(world.models.calls).toHaveLength(1);
  });
});
