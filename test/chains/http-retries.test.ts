import { ChatAnthropic } from "@langchain/anthropic";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { createAgent, tool } from "langchain";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { traceHttpRetries } from "../../src/chains/index.js";
import { asJsonObject } from "../../src/records/json/json-object.js";
import { answeredBy, failsFirst } from "../support/models/scripted-models.js";
import { collected } from "../support/models/streamed.js";
import { requestsOf } from "../support/opik-server/http-requests.js";
import { shortenWaits } from "../support/time/short-waits.js";
import { ANY_NUMBER } from "../support/traces/text-matchers.js";
import { type TracedWorld, traceWorld } from "../support/traces/traced-world.js";

beforeEach(shortenWaits);

function tracedModel(world: TracedWorld, fields = {}) {
  return traceHttpRetries(world.chatModel({ maxRetries: 3, ...fields }));
}

type Model = ReturnType<typeof tracedModel>;

const look = tool(() => "seen", { name: "look", description: "Looks.", schema: z.object({}) });
const mood = z.object({ mood: z.string() });

test.each([
  ["a model that accepts no new methods", sealedModel],
  [
    "a model that throws when inspected",
    () => new Proxy(new FakeListChatModel({ responses: ["fine"] }), { ownKeys: refuse }),
  ],
])("traceHttpRetries returns %s unchanged", async (_, make) => {
  const model = make();
  expect(traceHttpRetries(model)).toBe(model);
  expect((await model.invoke("a")).text).toBe("fine");
});

function sealedModel(): FakeListChatModel {
  const model = new FakeListChatModel({ responses: ["fine"] });
  Object.preventExtensions(model);
  return model;
}

function refuse(): never {
  throw new Error("not for you");
}

const CALLS: Readonly<Record<string, (model: Model, question: string, world: TracedWorld) => Promise<unknown>>> = {
  invoke: (model, question, { handler }) => model.invoke(question, { callbacks: [handler] }),
  stream: async (model, question, { handler }) => collected(await model.stream(question, { callbacks: [handler] })),
  batch: (model, question, { handler }) => model.batch([question], { callbacks: [handler] }),
  "streamEvents v2": async (model, question, { handler }) =>
    collected(model.pipe(new StringOutputParser()).streamEvents(question, { version: "v2", callbacks: [handler] })),
  "bindTools and stream": async (model, question, { handler }) =>
    collected(await model.bindTools([look]).stream(question, { callbacks: [handler] })),
  withConfig: (model, question, { handler }) =>
    model.withConfig({ tags: ["mine"] }).invoke(question, { callbacks: [handler] }),
  withStructuredOutput: (model, question, { handler }) =>
    model
      .withStructuredOutput(mood, { method: "functionCalling", includeRaw: true })
      .invoke(question, { callbacks: [handler] }),
  "an agent's stream of messages": async (model, question, { handler }) =>
    collected(
      await createAgent({ model, tools: [look] }).stream(
        { messages: [{ role: "user", content: question }] },
        { callbacks: [handler], streamMode: "messages" },
      ),
    ),
};

describe("the retries within a model's own HTTP client", () => {
  test.each(Object.entries(CALLS))(
    "the HTTP retries of each of 50 concurrent calls by %s are recorded",
    async (_name, call) => {
      const world = await traceWorld(failsFirst(2));
      const model = tracedModel(world);

      await Promise.all(Array.from({ length: 50 }, (_, index) => call(model, `question ${index}`, world)));

      const { traces, spans } = await world.arrived();
      const modelSpans = spans.filter(({ type }) => type === "llm");
      expect(modelSpans.map(requestsOf)).toEqual(Array(50).fill("503 503 ok"));
      for (const { tags, metadata } of traces) {
        expect(tags).toContain("retry");
        expect(metadata?.summary).toMatchObject({ llm_calls: 1, retries: 2 });
      }
      expect(world.models.calls).toHaveLength(150);
    },
  );

  test("HTTP retries are numbered, with their status, error, duration and the wait before the next", async () => {
    const world = await traceWorld(failsFirst(1, { kind: "error", status: 429, headers: { "retry-after": "2" } }));

    await tracedModel(world).invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(spans[0]?.tags).toEqual(["retry"]);
    expect(spans[0]?.metadata?.http_attempts).toEqual([
      {
        number: 1,
        outcome: "failed",
        duration_ms: ANY_NUMBER,
        error: { type: "RateLimitError", message: "429 scripted 429", status: 429 },
        wait_ms: ANY_NUMBER,
      },
      { number: 2, outcome: "answered", duration_ms: ANY_NUMBER },
    ]);
    const { time_lost_ms: lostMs } = asJsonObject(trace.metadata?.summary);
    expect(lostMs).toBeGreaterThan(0);
  });

  test("HTTP retries are recorded once where the handler is given twice", async () => {
    const world = await traceWorld(failsFirst(1));

    await tracedModel(world, { callbacks: [world.handler] }).invoke("why?", { callbacks: [world.handler] });

    expect((await world.onlyTrace()).trace.metadata?.summary).toMatchObject({ retries: 1 });
  });

  test("HTTP retries stay with their own calls where the client makes one request at a time", async () => {
    const world = await traceWorld((call) => (call.index === 0 ? { kind: "error", status: 503 } : answeredBy(call)));
    const model = tracedModel(world, { maxConcurrency: 1 });

    await Promise.all(["a", "b", "c"].map((question) => model.invoke(question, { callbacks: [world.handler] })));

    const { spans } = await world.arrived();
    expect(spans.map(requestsOf).sort()).toEqual(["", "", "503 ok"]);
  });

  test("a call that succeeds at once has no HTTP retries", async () => {
    const world = await traceWorld();

    await tracedModel(world).invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(spans[0]?.metadata).not.toHaveProperty("http_attempts");
    expect(trace.tags).toBeUndefined();
  });

  test("HTTP retries of another provider's model are recorded as well", async () => {
    const world = await traceWorld(failsFirst(1));
    const model = traceHttpRetries(
      new ChatAnthropic({
        model: "claude-sonnet-4-5",
        apiKey: "sk-test-key",
        anthropicApiUrl: world.models.url,
        maxRetries: 1,
      }),
    );

    // The answer has OpenAI's form, which is another matter.
    await model.invoke("why?", { callbacks: [world.handler] }).catch(() => undefined);

    expect((await world.onlyTrace()).spans.map(requestsOf)).toEqual(["503 ok"]);
  });

  test("a model without an HTTP client of LangChain has no HTTP retries, and answers as before", async () => {
    const world = await traceWorld();
    const model = new FakeListChatModel({ responses: ["fine"] });

    expect(traceHttpRetries(model)).toBe(model);

    expect((await model.invoke("why?", { callbacks: [world.handler] })).text).toBe("fine");
  });
});
