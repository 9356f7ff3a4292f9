import { AIMessage } from "@langchain/core/messages";
import { JsonOutputParser } from "@langchain/core/output_parsers";
import { RunnableLambda } from "@langchain/core/runnables";
import { Annotation, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { textWith } from "../../support/traces/text-matchers.js";
import { traceWorld } from "../../support/traces/traced-world.js";

/** The trace of a chain whose one step throws the value. */
async function traceOfThrown(thrown: unknown) {
  const world = await traceWorld();
  const step = RunnableLambda.from(() => {
    throw thrown;
  });
  const running = step.withConfig({ runName: "step" }).invoke({ question: "?" }, { callbacks: [world.handler] });
  await running.then(
    () => {
      throw new Error("The chain did not fail.");
    },
    () => {},
  );
  const { trace } = await world.onlyTrace();
  return trace;
}

class CityError extends Error {}

function unreadable(): object {
  const refuse = () => {
    throw new Error("not for you");
  };
  return new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse });
}

function stackless(error: Error): Error {
  error.stack = " ";
  return error;
}

describe("thrown values", () => {
  it.each([
    ["an error", new TypeError("no such city"), "TypeError", "no such city"],
    ["an error of a class of its own", new CityError("no such city"), "CityError", "no such city"],
    ["an error without a message", new Error(), "Error", "no message"],
    ["an error without a stack", stackless(new RangeError("too far")), "RangeError", "too far"],
    ["a frozen error", Object.freeze(new Error("cold")), "Error", "cold"],
    ["a text", "no such city", "Thrown string", "no such city"],
    ["undefined", undefined, "Thrown undefined", "undefined"],
    ["null", null, "Thrown null", "null"],
    ["a number", 42, "Thrown number", "42"],
    ["a symbol", Symbol("city"), "Thrown symbol", "Symbol(city)"],
    ["an object", { code: 7, city: "Oslo" }, "Object", '{"code":7,"city":"Oslo"}'],
    ["an object without a class", Object.assign(Object.create(null), { code: 7 }), "Error", '{"code":7}'],
    ["a list", ["Oslo"], "Thrown object", '["Oslo"]'],
    ["a wrapped HTTP error", { error: { message: "no quota" } }, "Object", "no quota"],
    ["a value that throws when read", unreadable(), "Error", "The error can't be read."],
  ])("the error of a run names the type and message when it throws %s", async (_, thrown, exceptionType, message) => {
    const trace = await traceOfThrown(thrown);

    expect(trace.error_info).toMatchObject({ exception_type: exceptionType, message });
    expect(trace.error_info?.traceback.trim()).not.toBe("");
    expect(trace).toMatchObject({ input: { question: "?" }, metadata: { summary: { errors: 1 } } });
    expect(trace.end_time).toBeDefined();
  });

  it("an error has the stack of the place that threw it", async () => {
    const trace = await traceOfThrown(new Error("here"));

    expect(trace.error_info?.traceback).toMatch(/^Error: here\n +at .*errors\.test\.ts/);
  });

  it("an error lists its causes, and stops where they form a circle", async () => {
    const root = new Error("the disk is full");
    const middle = new Error("could not save", { cause: root });
    root.cause = middle;

    const trace = await traceOfThrown(new Error("could not answer", { cause: middle }));

    expect(trace.error_info?.message).toBe("could not answer");
    expect(trace.error_info?.traceback).toMatch(
      /could not answer[\s\S]*Caused by: Error: could not save[\s\S]*Caused by: Error: the disk is full/,
    );
  });

  it("an aggregate error lists each of its errors", async () => {
    const trace = await traceOfThrown(new AggregateError([new TypeError("one"), "two"], "both failed"));

    expect(trace.error_info).toMatchObject({ exception_type: "AggregateError", message: "both failed" });
    expect(trace.error_info?.traceback).toMatch(
      /One of its errors: TypeError: one[\s\S]*One of its errors: Thrown string: two/,
    );
  });

  it.each([
    ["status", Object.assign(new Error("x"), { status: 418 })],
    ["statusCode", Object.assign(new Error("x"), { statusCode: 418 })],
    ["a response's status", Object.assign(new Error("x"), { response: { status: 418 } })],
    ["AWS metadata", Object.assign(new Error("x"), { $metadata: { httpStatusCode: 418 } })],
    ["its cause's status", new Error("x", { cause: Object.assign(new Error("y"), { status: 418 }) })],
  ])("a trace has the status code of an error that is found in %s", async (_, thrown) => {
    const trace = await traceOfThrown(thrown);

    expect(trace.metadata).toMatchObject({ status_code: 418 });
  });
});

describe("a model's failure", () => {
  it.each([
    [401, "AuthenticationError"],
    [429, "RateLimitCapacityError"],
    [500, "InternalServerError"],
  ])("a model's failure with status %i is on its span and counts as one error", async (status, exceptionType) => {
    const world = await traceWorld(() => ({ kind: "error", status, message: "scripted" }));
    const chain = RunnableLambda.from((word: string) => word).pipe(world.chatModel());

    await expect(chain.invoke("Hi.", { callbacks: [world.handler] })).rejects.toThrow();

    const { trace, spans } = await world.onlyTrace();
    expect(spanNamed(spans, "ChatOpenAI")).toMatchObject({
      error_info: { exception_type: exceptionType, message: textWith("scripted") },
      metadata: { status_code: status },
      model: "gpt-4o-mini",
    });
    expect(trace).toMatchObject({
      error_info: { exception_type: exceptionType },
      metadata: { summary: { errors: 1, llm_calls: 1 } },
    });
  });

  it("a model call that AbortSignal.timeout ends before the answer has the error of the time limit", async () => {
    const world = await traceWorld(() => ({ kind: "silent" }));
    const chain = RunnableLambda.from((word: string) => word).pipe(world.chatModel());

    const running = chain.invoke("Hi.", { callbacks: [world.handler], signal: AbortSignal.timeout(20) });

    await expect(running).rejects.toThrow();
    const { trace, spans } = await world.onlyTrace();
    expect(spanNamed(spans, "ChatOpenAI").error_info?.exception_type).toBe("TimeoutError");
    expect(trace.error_info?.exception_type).toBe("TimeoutError");
    expect(trace.metadata).toMatchObject({ summary: { errors: 1 } });
  });
});

it("an output that a parser can't read is the parser's failure", async () => {
  const world = await traceWorld(() => ({ kind: "text", text: "no JSON" }));
  const chain = world.chatModel().pipe(new JsonOutputParser());

  await expect(chain.invoke("Hi.", { callbacks: [world.handler] })).rejects.toThrow();

  const { trace, spans } = await world.onlyTrace();
  expect(spanNamed(spans, "ChatOpenAI").error_info).toBeUndefined();
  expect(spanNamed(spans, "JsonOutputParser").error_info?.message).toContain("no JSON");
  expect(trace.metadata).toMatchObject({ summary: { errors: 1 } });
});

describe("a graph", () => {
  const State = Annotation.Root({ count: Annotation<number> });

  it("a graph that runs out of steps fails with its recursion limit", async () => {
    const world = await traceWorld();
    const graph = new StateGraph(State)
      .addNode("again", ({ count }) => ({ count: count + 1 }))
      .addEdge("__start__", "again")
      .addEdge("again", "again")
      .compile();

    await expect(graph.invoke({ count: 0 }, { recursionLimit: 3, callbacks: [world.handler] })).rejects.toThrow();

    const { trace, spans } = await world.onlyTrace();
    expect(trace.error_info?.exception_type).toBe("GraphRecursionError");
    expect(spans.filter((span) => span.name === "again").length).toBe(3);
    expect(spans.every((span) => span.error_info === undefined)).toBe(true);
  });

  it("a node that another node's failure has stopped names that node", async () => {
    const world = await traceWorld(() => ({ kind: "silent" }));
    const graph = new StateGraph(State)
      .addNode("fails", async () => {
        await expect.poll(() => world.models.calls.length).toBe(1);
        throw new RangeError("too far");
      })
      .addNode("waits", async (_, config) => {
        await world.chatModel().invoke([new AIMessage("?")], config);
        return {};
      })
      .addEdge("__start__", "fails")
      .addEdge("__start__", "waits")
      .compile();

    await expect(graph.invoke({ count: 0 }, { callbacks: [world.handler] })).rejects.toThrow("too far");

    await world.opik.waitFor(({ traces }) => traces.length === 1);
    const { trace, spans } = await world.onlyTrace();
    expect(spanNamed(spans, "fails").error_info).toMatchObject({ exception_type: "RangeError" });
    expect(spanNamed(spans, "waits").error_info?.message).toBe(
      'Stopped because its sibling "fails" failed: RangeError: too far',
    );
    expect(trace.metadata).toMatchObject({ summary: { errors: 1 } });
  });
});
