import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { dispatchCustomEvent } from "@langchain/core/callbacks/dispatch";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { type Runnable, RunnableBinding, RunnableLambda, RunnableMap } from "@langchain/core/runnables";
import { createAgent, createMiddleware, tool } from "langchain";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { answeredBy, down, failsFirst, UNAVAILABLE } from "../../support/models/scripted-models.js";
import { deferred } from "../../support/time/deferred.js";
import { attemptLines } from "../../support/traces/attempt-lines.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

/** A handler of the program's own that takes its time for a failure: until then LangChain does not pass it on. */
class PatientHandler extends BaseCallbackHandler {
  override readonly name = "PatientHandler";
  override readonly awaitHandlers = true;
  override readonly handleChainError: () => Promise<void>;

  constructor(onError: () => Promise<void>) {
    super();
    this.handleChainError = onError;
  }
}

async function expectNoAttempts(world: TracedWorld): Promise<void> {
  const { trace, spans } = await world.onlyTrace();
  expect(attemptLines(spans)).toEqual([]);
  expect(trace.tags).toBeUndefined();
  expect(trace.metadata?.summary).toMatchObject({ retries: 0, fallbacks: 0 });
}

describe("what is neither a retry nor a fallback", () => {
  test("an agent's loop is no retry, even where a tool fails and the model asks for it again", async () => {
    const world = await traceWorld((call) =>
      call.index < 2
        ? { kind: "tools", tools: [{ id: `call-${call.index}`, name: "look", args: {} }] }
        : { kind: "text", text: "seen" },
    );
    let looks = 0;
    const look = tool(
      () => {
        looks += 1;
        return looks === 1 ? "nothing" : "seen";
      },
      { name: "look", description: "Looks.", schema: z.object({}) },
    );

    await createAgent({ model: world.chatModel(), tools: [look] }).invoke(
      { messages: [{ role: "user", content: "Why?" }] },
      { callbacks: [world.handler] },
    );

    await expectNoAttempts(world);
  });

  test("a parallel branch that asks what another branch failed at is no fallback", async () => {
    const world = await traceWorld(down("large"));
    const [large, small] = [world.chatModel({ model: "large" }), world.chatModel({ model: "small" })];
    const quiet = RunnableLambda.from((question: string, config) => large.invoke(question, config).catch(() => "none"));

    await RunnableMap.from({ first: quiet, second: small, third: quiet }).invoke("why?", {
      callbacks: [world.handler],
    });

    await expectNoAttempts(world);
  });

  test("a branch that starts after another has failed at the same question is no retry", async () => {
    const world = await traceWorld();
    const [hasFailed, hasStarted] = [deferred(), deferred()];
    const fail = RunnableLambda.from((_: string): string => {
      throw new Error("no line");
    });
    const answer = RunnableLambda.from((question: string) => {
      hasStarted.resolve();
      return question;
    });
    const patient = new PatientHandler(async () => {
      hasFailed.resolve();
      await hasStarted.promise;
    });
    const late = new RunnableBinding({
      bound: answer,
      config: {},
      configFactories: [
        async () => {
          await hasFailed.promise;
          return {};
        },
      ],
    });

    await RunnableMap.from({ first: fail, second: late })
      .invoke("why?", { callbacks: [world.handler, patient] })
      .catch(() => undefined);

    const { spans } = await world.onlyTrace();
    expect(spans).toHaveLength(2);
    expect(attemptLines(spans)).toEqual([]);
  });

  test("a call beside one that has not failed yet is no fallback", async () => {
    const world = await traceWorld(down("large"));
    const models = ["large", "small", "mid"].map((model) => world.chatModel({ model }));

    await RunnableLambda.from(async (question: string, config) => {
      await Promise.allSettled(models.map((model) => model.invoke(question, config)));
      return "done";
    }).invoke("why?", { callbacks: [world.handler] });

    await expectNoAttempts(world);
  });

  test("a tool is no fallback for a chain that failed at the same text", async () => {
    const world = await traceWorld();
    const failing = RunnableLambda.from((_: string): string => {
      throw new Error("no order service");
    });
    const look = tool((order: string) => `${order} is on its way`, { name: "look", schema: z.string() });

    await RunnableLambda.from(async (order: string, config) => {
      await failing.invoke(order, config).catch(() => undefined);
      return await look.invoke(order, config);
    }).invoke("order 1042", { callbacks: [world.handler] });

    await expectNoAttempts(world);
  });

  test("a tool that the model calls once more is no retry, nor is another tool whose call has the same id", async () => {
    const world = await traceWorld();
    const schema = z.object({ at: z.string() });
    const look = tool(
      ({ at }): string => {
        throw new Error(`too dark at ${at}`);
      },
      { name: "look", schema },
    );
    const listen = tool(({ at }) => `a mouse at ${at}`, { name: "listen", schema });
    const args = { at: "left" };

    await RunnableLambda.from(async (_go: string, config) => {
      await look.invoke({ type: "tool_call", id: "call-1", name: "look", args }, config).catch(() => undefined);
      await look.invoke({ type: "tool_call", id: "call-2", name: "look", args }, config).catch(() => undefined);
      return listen.invoke({ type: "tool_call", id: "call-2", name: "listen", args }, config);
    }).invoke("go", { callbacks: [world.handler] });

    await expectNoAttempts(world);
  });

  test("a tool that a program calls with other arguments after a failure is no retry", async () => {
    const world = await traceWorld();
    const look = tool(
      ({ at }) => {
        if (at === "left") throw new Error("too dark");
        return "seen";
      },
      { name: "look", schema: z.object({ at: z.string() }) },
    );

    await RunnableLambda.from(async (_go: string, config) => {
      await look.invoke({ at: "left" }, config).catch(() => undefined);
      return look.invoke({ at: "right" }, config);
    }).invoke("go", { callbacks: [world.handler] });

    await expectNoAttempts(world);
  });

  test("a model's call is no retry of a step of its middleware that failed", async () => {
    const world = await traceWorld();
    const recall = RunnableLambda.from((_: string): string => {
      throw new Error("no memory");
    });
    const middleware = createMiddleware({
      name: "Recalls",
      wrapModelCall: async (request, handler) => {
        await recall.invoke("why?").catch(() => undefined);
        return handler(request);
      },
    });

    await createAgent({ model: world.chatModel(), tools: [], middleware: [middleware] }).invoke(
      { messages: [{ role: "user", content: "why?" }] },
      { callbacks: [world.handler] },
    );

    const { spans } = await world.onlyTrace();
    expect(spans.filter(({ error_info: error }) => error?.message === "no memory")).toHaveLength(1);
    expect(attemptLines(spans)).toEqual([]);
  });

  test("an event of the program named like the one for a skipped candidate is recorded, and is no attempt", async () => {
    const world = await traceWorld();
    const data = { candidate: "large", number: 1 };

    await RunnableLambda.from(async (question: string, config) => {
      await dispatchCustomEvent("candidate_skipped", data, config);
      return question;
    }).invoke("why?", { callbacks: [world.handler] });

    await expectNoAttempts(world);
    expect(world.opik.traces[0]?.metadata?.events).toMatchObject([{ name: "candidate_skipped", data }]);
  });

  test("another question to the same model is no retry, nor is the same question after an answer", async () => {
    const world = await traceWorld((call) => (call.question === "first" ? UNAVAILABLE : answeredBy(call)));
    const model = world.chatModel();

    await RunnableLambda.from(async (_go: string, config) => {
      await model.invoke("first", config).catch(() => undefined);
      await model.invoke("second", config);
      await model.invoke("second", config);
      return "done";
    }).invoke("go", { callbacks: [world.handler] });

    await expectNoAttempts(world);
  });

  test("the same question after its third try has answered is no retry", async () => {
    const world = await traceWorld(failsFirst(2));
    const model = world.chatModel({ model: "small" });

    await RunnableLambda.from(async (question: string, config) => {
      const ask = () => model.invoke(question, config);
      await ask().catch(ask).catch(ask);
      return (await ask()).text;
    }).invoke("why?", { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    expect(spans).toHaveLength(4);
    expect(attemptLines(spans)).toEqual([
      "small: retry 1 failed",
      "small: retry 2 failed, after 503 of small (code)",
      "small: retry 3 answered, after 503 of small (code)",
    ]);
  });

  test("the same question in another request on the same handler is no retry", async () => {
    const world = await traceWorld((call) => (call.index === 0 ? UNAVAILABLE : answeredBy(call)));
    const ask = RunnableLambda.from((question: string, config) => world.chatModel().invoke(question, config));

    await ask.invoke("why?", { callbacks: [world.handler] }).catch(() => undefined);
    await ask.invoke("why?", { callbacks: [world.handler] });

    const { traces, spans } = await world.arrived();
    expect(attemptLines(spans)).toEqual([]);
    expect(traces.map(({ tags }) => tags)).toEqual([undefined, undefined]);
  });

  test("a call that is made again after its caller stopped it is no retry", async () => {
    const world = await traceWorld((call) => (call.index === 0 ? { kind: "silent" } : answeredBy(call)));
    const stop = new AbortController();
    const model = world.chatModel();

    await RunnableLambda.from(async (question: string, config) => {
      const stopped = model.invoke(question, { ...config, signal: stop.signal }).catch(() => undefined);
      await world.models.waitForCalls(1);
      stop.abort();
      await stopped;
      return (await model.invoke(question, config)).text;
    }).invoke("why?", { callbacks: [world.handler] });

    await expectNoAttempts(world);
  });

  test.each([
    ["its candidates are models", (world: TracedWorld) => world.chatModel()],
    ["its candidates are chains", (world: TracedWorld) => world.chatModel().pipe(new StringOutputParser())],
  ])("a call that its caller stops is no fallback, and its trace ends, where %s", async (_name, candidate) => {
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
