import { RunnableLambda } from "@langchain/core/runnables";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { createAgent, createMiddleware, modelRetryMiddleware } from "langchain";
import { expect, test } from "vitest";
import { UNAVAILABLE } from "../../support/models/scripted-models.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const passOn = createMiddleware({ name: "PassOn", wrapModelCall: (request, handler) => handler(request) });
const retry = modelRetryMiddleware({ maxRetries: 2, initialDelayMs: 1, onFailure: "error", retryOn: () => true });

test.each([
  ["one middleware", [passOn], 1],
  [
    "two middlewares",
    [passOn, createMiddleware({ name: "Other", wrapModelCall: (request, handler) => handler(request) })],
    1,
  ],
  ["a middleware that tries three times", [retry], 3],
])("each failure that %s throws on as another error is counted once", async (_, middleware, errors) => {
  const world = await traceWorld(() => UNAVAILABLE);
  // @ts-expect-error LangChain's own types don't hold under `exactOptionalPropertyTypes`.
  const agent = createAgent({ model: world.chatModel(), tools: [], middleware });

  await agent.invoke({ messages: "why?" }, { callbacks: [world.handler] }).catch(() => undefined);

  const { trace } = await world.onlyTrace();
  expect(trace.metadata?.summary).toMatchObject({ errors });
});

test("an error whose cause is a known error is the same failure, however deep the cause is", async () => {
  const world = await traceWorld();
  const fail = RunnableLambda.from(() => {
    throw new Error("down");
  });
  const wrap = (inner: RunnableLambda<unknown, unknown>) =>
    RunnableLambda.from(async (given: unknown, config) => {
      try {
        return await inner.invoke(given, config);
      } catch (cause) {
        throw new Error("wrapped", { cause: new Error("between", { cause }) });
      }
    });

  await wrap(wrap(fail))
    .invoke("why?", { callbacks: [world.handler] })
    .catch(() => undefined);

  const { trace } = await world.onlyTrace();
  expect(trace.metadata?.summary).toMatchObject({ errors: 1 });
});

const down = RunnableLambda.from((_: string): unknown => {
  throw new Error("down");
});

test.each([
  ["a chain answered", down.withFallbacks([RunnableLambda.from(() => "answer")]), "fallback"],
  ["a model without a name answered", down.withFallbacks([new FakeListChatModel({ responses: ["Hi."] })]), "fallback"],
  ["all candidates failed", down.withFallbacks([down]), "fallback"],
  ["all tries failed", down.withRetry({ stopAfterAttempt: 2 }), "retry"],
])("a trace has the tag of its attempts where %s", async (_, call, tag) => {
  const world = await traceWorld();

  await call.invoke("why?", { callbacks: [world.handler] }).catch(() => undefined);

  const { trace } = await world.onlyTrace();
  expect(trace.tags).toEqual([tag]);
});
