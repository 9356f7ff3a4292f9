import {
  createAgent,
  createMiddleware,
  modelFallbackMiddleware,
  modelRetryMiddleware,
  tool,
  toolRetryMiddleware,
} from "langchain";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { attemptLines } from "../support/attempt-lines.js";
import type { ModelScript } from "../support/model-server.js";
import { down, failsFirst } from "../support/scripted-models.js";
import { collected } from "../support/streamed.js";
import { type TracedWorld, traceWorld } from "../support/traced-world.js";

const QUESTION = { messages: [{ role: "user", content: "why?" }] };

type Agent = ReturnType<typeof createAgent>;

const CALLS: Readonly<Record<string, (agent: Agent, world: TracedWorld) => Promise<unknown>>> = {
  invoke: (agent, { handler }) => agent.invoke(QUESTION, { callbacks: [handler] }),
  stream: async (agent, { handler }) => collected(await agent.stream(QUESTION, { callbacks: [handler] })),
  "stream of messages": async (agent, { handler }) =>
    collected(await agent.stream(QUESTION, { callbacks: [handler], streamMode: "messages" })),
};

function fallbackAgent(world: TracedWorld): Agent {
  return createAgent({
    model: world.chatModel({ model: "large" }),
    tools: [],
    middleware: [modelFallbackMiddleware(world.chatModel({ model: "mid" }), world.chatModel({ model: "small" }))],
  });
}

const FELL_BACK_TWICE = [
  "large: fallback 1 failed",
  "mid: fallback 2 failed, after 503 of large (modelFallbackMiddleware)",
  "small: fallback 3 answered, after 503 of mid (modelFallbackMiddleware)",
];

describe("an agent's middleware", () => {
  test.each(Object.entries(CALLS))("that falls back is numbered and explained in %s", async (_name, call) => {
    const world = await traceWorld(down("large", "mid"));

    await call(fallbackAgent(world), world);

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual(FELL_BACK_TWICE);
    expect(trace.tags).toEqual(["fallback", "answered_by:small"]);
  });

  test("that falls back is told apart 50 at a time on one handler", async () => {
    const world = await traceWorld(down("large", "mid"));
    const agent = fallbackAgent(world);

    await Promise.all(Array.from({ length: 50 }, () => agent.invoke(QUESTION, { callbacks: [world.handler] })));

    const { traces, spans } = await world.arrived();
    expect(traces).toHaveLength(50);
    for (const { id } of traces) {
      expect(attemptLines(spans.filter((span) => span.trace_id === id))).toEqual(FELL_BACK_TWICE);
    }
  });

  test.each(Object.entries(CALLS))("that retries the model is numbered and explained in %s", async (_name, call) => {
    const world = await traceWorld(failsFirst(2));
    const agent = createAgent({
      model: world.chatModel({ model: "small" }),
      tools: [],
      // @ts-expect-error LangChain's declaration of its own middleware is not for exactOptionalPropertyTypes.
      middleware: [modelRetryMiddleware({ maxRetries: 3, initialDelayMs: 1 })],
    });

    await call(agent, world);

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([
      "small: retry 1 failed",
      "small: retry 2 failed, after 503 of small (modelRetryMiddleware)",
      "small: retry 3 answered, after 503 of small (modelRetryMiddleware)",
    ]);
    expect(trace.tags).toEqual(["retry"]);
  });

  test("that retries a tool counts the tries of each call of it", async () => {
    const world = await traceWorld(callsLookTwice);
    const failed = new Set<string>();
    const look = tool(
      ({ at }) => {
        if (failed.has(at)) return `seen ${at}`;
        failed.add(at);
        throw new Error("too dark");
      },
      { name: "look", description: "Looks.", schema: z.object({ at: z.string() }) },
    );
    const agent = createAgent({
      model: world.chatModel(),
      tools: [look],
      // @ts-expect-error LangChain's declaration of its own middleware is not for exactOptionalPropertyTypes.
      middleware: [toolRetryMiddleware({ maxRetries: 2, initialDelayMs: 1 })],
    });

    await agent.invoke(QUESTION, { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    const retried = "look: retry 2 answered, after Error (toolRetryMiddleware)";
    expect(attemptLines(spans)).toEqual(["look: retry 1 failed", "look: retry 1 failed", retried, retried]);
    expect(trace.metadata?.summary).toMatchObject({ retries: 2, tool_calls: 4 });
  });

  test("of the user's own that calls again is numbered, with the model it takes", async () => {
    const world = await traceWorld(down("large"));
    const middleware = createMiddleware({
      name: "Stubborn",
      wrapModelCall: async (request, handler) => {
        const models = [request.model, request.model];
        for (const model of models) {
          try {
            return await handler({ ...request, model });
          } catch {
            // It is asked once more, and then another.
          }
        }
        return handler({ ...request, model: world.chatModel({ model: "small" }) });
      },
    });

    await createAgent({ model: world.chatModel({ model: "large" }), tools: [], middleware: [middleware] }).invoke(
      QUESTION,
      { callbacks: [world.handler] },
    );

    expect(attemptLines((await world.onlyTrace()).spans)).toEqual([
      "large: retry 1 failed",
      "large: retry 2 failed, after 503 of large (modelRetryMiddleware)",
      "small: fallback 3 answered, after 503 of large (modelFallbackMiddleware)",
    ]);
  });
});

const callsLookTwice: ModelScript = (call) =>
  call.index === 0
    ? {
        kind: "tools",
        tools: [
          { id: "call-1", name: "look", args: { at: "left" } },
          { id: "call-2", name: "look", args: { at: "right" } },
        ],
      }
    : { kind: "text", text: "seen" };
