import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { describe, expect, it } from "vitest";
import { collected } from "../../support/models/streamed.js";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { ANY_TEXT } from "../../support/traces/text-matchers.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

function tellAbout(world: TracedWorld) {
  return ChatPromptTemplate.fromTemplate("Tell me about {topic}")
    .pipe(world.chatModel())
    .pipe(new StringOutputParser());
}

const PARTIAL_OUTPUT = {
  choices: [{ index: 0, message: { role: "assistant", content: "An owl " }, finish_reason: null }],
};

it("a stream that fails midway ends with its error and the text that had arrived", async () => {
  const world = await traceWorld(() => ({ kind: "reset", text: "An owl" }));

  const reading = collected(await tellAbout(world).stream({ topic: "owls" }, { callbacks: [world.handler] }));

  await expect(reading).rejects.toThrow();
  const { trace, spans } = await world.onlyTrace();
  expect(spanNamed(spans, "ChatOpenAI")).toMatchObject({
    end_time: ANY_TEXT,
    output: { choices: [{ message: { content: "An owl" } }] },
    error_info: { exception_type: ANY_TEXT, traceback: ANY_TEXT },
  });
  expect(trace).toMatchObject({
    end_time: ANY_TEXT,
    error_info: { exception_type: ANY_TEXT },
    metadata: { summary: { errors: 1 } },
  });
});

describe("a stream that its caller aborts", () => {
  it("a stream that its caller aborts ends at once with what had arrived, as do the chains around it", async () => {
    const world = await traceWorld(() => ({ kind: "silent", text: "An owl is" }));
    const caller = new AbortController();
    const stream = await tellAbout(world).stream(
      { topic: "owls" },
      { callbacks: [world.handler], signal: caller.signal },
    );

    const reading = (async () => {
      for await (const word of stream) if (word === "is") caller.abort();
    })();

    await expect(reading).rejects.toThrow();
    const { trace, spans } = await world.onlyTrace();
    expect(spanNamed(spans, "ChatOpenAI")).toMatchObject({
      end_time: ANY_TEXT,
      output: PARTIAL_OUTPUT,
      error_info: { exception_type: "AbortError" },
    });
    expect(trace).toMatchObject({ end_time: ANY_TEXT, error_info: { exception_type: "AbortError" } });
    expect(trace.metadata).toMatchObject({ summary: { errors: 0 } });
    expect(spans.every((span) => span.end_time !== undefined)).toBe(true);
  });

  it("a stream that its caller aborts is delivered without a flush", async () => {
    const world = await traceWorld(() => ({ kind: "silent", text: "An owl" }), { maxWaitMs: 1 });
    const caller = new AbortController();
    const stream = await world.chatModel().stream("Owls?", { callbacks: [world.handler], signal: caller.signal });

    const reading = (async () => {
      for await (const chunk of stream) if (chunk.text === "owl") caller.abort(new Error("The person left."));
    })();

    await expect(reading).rejects.toThrow();
    await world.opik.waitFor({ traces: 1, spans: 1 });
    expect(world.opik.spans[0]).toMatchObject({
      end_time: ANY_TEXT,
      error_info: { exception_type: "AbortError", message: "The person left." },
    });
  });

  it("a stream that AbortSignal.timeout ends has the error of the time limit", async () => {
    const world = await traceWorld(() => ({ kind: "silent", text: "An owl" }));
    const model = world.chatModel();

    const reading = async () =>
      collected(await model.stream("Owls?", { callbacks: [world.handler], signal: AbortSignal.timeout(20) }));

    await expect(reading()).rejects.toThrow();
    const { trace } = await world.onlyTrace();
    expect(trace.error_info).toMatchObject({ exception_type: "TimeoutError" });
    expect(trace.metadata).toMatchObject({ summary: { errors: 1 } });
  });
});

describe("a stream that its caller leaves", () => {
  // LangChain tells a handler of a piece when the next one is asked for.
  async function leaveAfterFirstWords(world: TracedWorld): Promise<void> {
    for await (const word of await tellAbout(world).stream({ topic: "owls" }, { callbacks: [world.handler] })) {
      if (word === "is") break;
    }
  }

  it("a stream that its caller leaves is marked as abandoned after the idle time and can still end", async () => {
    const world = await traceWorld(() => ({ kind: "silent", text: "An owl is" }), { abandonAfterMs: 1, maxWaitMs: 1 });

    await leaveAfterFirstWords(world);
    await world.opik.waitFor(({ traces }) => traces.length === 1);

    const [trace] = world.opik.traces;
    await world.handler.flush();
    const model = spanNamed(world.opik.spans, "ChatOpenAI");
    expect(model).toMatchObject({ output: PARTIAL_OUTPUT, metadata: { abandoned: "idle" } });
    expect(model.error_info).toBeUndefined();
    expect(trace).toMatchObject({ metadata: { abandoned: "idle" } });
    expect([trace?.end_time, model.end_time]).toEqual([undefined, undefined]);
    await world.handler.close();

    const closed = spanNamed(world.opik.spans, "ChatOpenAI");
    expect(world.opik.traces).toMatchObject([{ end_time: closed.end_time, metadata: { abandoned: "idle" } }]);
    expect(Date.parse(closed.end_time ?? "")).toBeLessThanOrEqual(Date.parse(model.last_updated_at));
  });

  it("a stream that its caller leaves ends when the handler is closed, and is marked as such", async () => {
    const world = await traceWorld(() => ({ kind: "silent", text: "An owl is" }));

    await leaveAfterFirstWords(world);
    await world.handler.close();

    expect(world.opik.traces).toMatchObject([{ end_time: ANY_TEXT, metadata: { abandoned: "closed" } }]);
    expect(spanNamed(world.opik.spans, "ChatOpenAI").output).toEqual(PARTIAL_OUTPUT);
  });
});

it("a call taken for abandoned is written again with its real end when that comes after all", async () => {
  let answer = () => {};
  const until = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const world = await traceWorld(() => ({ kind: "text", text: "An owl is a bird.", until }), {
    abandonAfterMs: 1,
    maxWaitMs: 1,
  });

  const answering = tellAbout(world).invoke({ topic: "owls" }, { callbacks: [world.handler] });
  await world.opik.waitFor(({ traces, spans }) => traces.length === 1 && spans.length === 2);
  expect(world.opik.traces).toMatchObject([{ metadata: { abandoned: "idle" } }]);
  answer();
  await answering;

  const { trace, spans } = await world.onlyTrace();
  expect(trace).toMatchObject({
    input: { topic: "owls" },
    output: { output: "An owl is a bird." },
    metadata: { summary: { llm_calls: 1, total_tokens: 15 } },
  });
  expect(trace.metadata).not.toHaveProperty("abandoned");
  const model = spanNamed(spans, "ChatOpenAI");
  expect(model).toMatchObject({ output: { choices: [{ finish_reason: "stop" }] }, usage: { total_tokens: 15 } });
  expect(model.metadata).not.toHaveProperty("abandoned");
  expect(spans.map((span) => span.name)).toEqual(["ChatPromptTemplate", "ChatOpenAI", "StrOutputParser"]);
});
