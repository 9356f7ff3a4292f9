import { createAgent, createMiddleware, tool, toolRetryMiddleware } from "langchain";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { ModelScript } from "../../support/models/model-server.js";
import { answeredBy, down, UNAVAILABLE } from "../../support/models/scripted-models.js";
import { attemptLines } from "../../support/traces/attempt-lines.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const QUESTION = { messages: [{ role: "user", content: "why?" }] };

describe("an agent's middleware", () => {
  test("middleware that retries a tool has its tries counted and explained for each call of the tool", async () => {
    const world = await traceWorld(callsLookTwice);
    const failures = new Map<string, Error>([
      ["left", new TypeError("too dark")],
      ["right", new RangeError("too far")],
    ]);
    const look = tool(
      ({ at }) => {
        const failure = failures.get(at);
        failures.delete(at);
        if (failure !== undefined) throw failure;
        return `seen ${at}`;
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
    const attemptsAt = (place: string) =>
      attemptLines(spans.filter(({ type, input }) => type === "tool" && JSON.stringify(input).includes(place)));
    expect(attemptsAt("left")).toEqual([
      "look: retry 1 failed",
      "look: retry 2 answered, after TypeError (toolRetryMiddleware)",
    ]);
    expect(attemptsAt("right")).toEqual([
      "look: retry 1 failed",
      "look: retry 2 answered, after RangeError (toolRetryMiddleware)",
    ]);
    expect(trace.metadata?.summary).toMatchObject({ retries: 2, tool_calls: 4 });
  });

  test("middleware that asks again with fewer messages retries the same call", async () => {
    const world = await traceWorld((call) => (call.index === 0 ? UNAVAILABLE : answeredBy(call)));
    const middleware = createMiddleware({
      name: "Shortens",
      wrapModelCall: (request, handler) =>
        Promise.resolve(handler(request)).catch(() => handler({ ...request, messages: request.messages.slice(-1) })),
    });
    const messages = ["who?", "why?"].map((content) => ({ role: "user", content }));

    await createAgent({ model: world.chatModel({ model: "small" }), tools: [], middleware: [middleware] }).invoke(
      { messages },
      { callbacks: [world.handler] },
    );

    expect(attemptLines((await world.onlyTrace()).spans)).toEqual([
      "small: retry 1 failed",
      "small: retry 2 answered, after 503 of small (modelRetryMiddleware)",
    ]);
  });

  test("middleware of the user's own that calls again is numbered as a retry, or a fallback where it changes the model", async () => {
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
