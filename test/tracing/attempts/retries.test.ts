import { StringOutputParser } from "@langchain/core/output_parsers";
import { RunnableLambda, RunnableSequence } from "@langchain/core/runnables";
import { tool } from "langchain";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { asJsonObject } from "../../../src/records/json/json-object.js";
import { failsFirst, UNAVAILABLE } from "../../support/models/scripted-models.js";
import { shortenWaits } from "../../support/time/short-waits.js";
import { attemptLines } from "../../support/traces/attempt-lines.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

const RETRIED = ["small: retry 1 failed", "small: retry 2 answered, after 503 of small (withRetry)"];

async function linesByQuestion(world: TracedWorld): Promise<Record<string, string[]>> {
  const { traces, spans } = await world.arrived();
  return Object.fromEntries(
    traces.map(({ id, input }) => [JSON.stringify(input), attemptLines(spans.filter((span) => span.trace_id === id))]),
  );
}

beforeEach(shortenWaits);

describe("a retry of LangChain's own", () => {
  test("withRetry on a batch asks again only what failed, and each run shows its own answer", async () => {
    const world = await traceWorld((call) =>
      call.question === "b" && call.index < 2 ? UNAVAILABLE : { kind: "text", text: `answer ${call.question}` },
    );

    await world
      .chatModel({ model: "small" })
      .withRetry()
      .batch(["a", "b"], { callbacks: [world.handler] });

    expect(world.models.calls.map(({ question }) => question).sort()).toEqual(["a", "b", "b"]);
    expect(Object.values(await linesByQuestion(world))).toEqual([[], RETRIED]);
    expect(world.opik.traces.map(({ output }) => output)).toEqual([{ output: "answer a" }, { output: "answer b" }]);
  });

  test("a batch that returns errors shows the error of the input that failed and the answer of the other", async () => {
    const world = await traceWorld((call) =>
      call.question === "b" ? UNAVAILABLE : { kind: "text", text: `answer ${call.question}` },
    );
    const model = world.chatModel({ model: "small" }).withRetry({ stopAfterAttempt: 1 });

    await model.batch(["a", "b"], { callbacks: [world.handler] }, { returnExceptions: true });

    const [answered, failed] = (await world.arrived()).traces;
    expect(answered).toMatchObject({ output: { output: "answer a" } });
    expect(answered).not.toHaveProperty("error_info");
    expect(failed).toMatchObject({ error_info: { exception_type: "InternalServerError" } });
  });

  describe("withRetry on a batch of chains", () => {
    const chainOf = (world: TracedWorld) =>
      RunnableLambda.from((question: string) => question).pipe(world.chatModel({ model: "small" }));
    const triesOf = ({ opik }: TracedWorld, question: string) => {
      const trace = opik.traces.find(({ input }) => JSON.stringify(input).includes(question));
      return attemptLines(opik.spans.filter((span) => span.trace_id === trace?.id));
    };

    test("a chain of a batch that is tried again shows what failed and why", async () => {
      const world = await traceWorld((call) =>
        call.question === "b" && call.index < 2 ? UNAVAILABLE : { kind: "text", text: `answer ${call.question}` },
      );

      await chainOf(world)
        .withRetry()
        .batch(["a", "b"], { callbacks: [world.handler] });
      await world.arrived();

      expect(triesOf(world, "a")).toEqual([]);
      expect(triesOf(world, "b")).toEqual([
        "RunnableSequence: retry 1 failed",
        "RunnableSequence: retry 2 answered, after 503 of small (withRetry)",
      ]);
      expect(world.opik.traces.map(({ output }) => output)).toEqual([{ output: "answer a" }, { output: "answer b" }]);
      expect(world.opik.traces.map(({ metadata }) => metadata?.summary)).toMatchObject([
        { errors: 0, retries: 0 },
        { errors: 1, retries: 1 },
      ]);
    });

    test.each([true, false])("a batched chain shows failed tries (returnExceptions: %s)", async (returnExceptions) => {
      const world = await traceWorld((call) =>
        call.question === "b" ? UNAVAILABLE : { kind: "text", text: `answer ${call.question}` },
      );

      await chainOf(world)
        .withRetry({ stopAfterAttempt: 2 })
        .batch(["a", "b"], { callbacks: [world.handler] }, { returnExceptions })
        .catch(() => undefined);
      await world.arrived();

      expect(triesOf(world, "b")).toEqual([
        "RunnableSequence: retry 1 failed",
        "RunnableSequence: retry 2 failed, after 503 of small (withRetry)",
      ]);
      const failed = world.opik.traces.find(({ input }) => JSON.stringify(input).includes('"b"'));
      expect(failed).toMatchObject({
        error_info: { exception_type: "InternalServerError" },
        metadata: { summary: { errors: 2 } },
      });
    });

    test.each([0, 1, 3])("a batched chain shows its failure %i steps before its last one", async (stepsAfter) => {
      const world = await traceWorld();
      const handOn = RunnableLambda.from((given: string) => given);
      const fragile = RunnableLambda.from((question: string) => {
        if (question === "b") throw new Error("no line");
        return question;
      });
      const steps = Array.from({ length: stepsAfter }, () => handOn);
      const chain = RunnableSequence.from([handOn, fragile, ...steps] as unknown as [typeof handOn, typeof handOn]);

      await chain
        .withRetry({ stopAfterAttempt: 2 })
        .batch(["a", "b"], { callbacks: [world.handler], maxConcurrency: 1 }, { returnExceptions: true });
      await world.arrived();

      expect(triesOf(world, "b")).toEqual([
        "RunnableSequence: retry 1 failed",
        "RunnableSequence: retry 2 failed, after Error (withRetry)",
      ]);
      expect(world.opik.traces.map(({ output, error_info }) => [output, error_info?.message])).toEqual([
        [{ output: "a" }, undefined],
        [undefined, "no line"],
      ]);
    });

    test("a batch of chains records no answer where one of its inputs fails every time", async () => {
      const world = await traceWorld((call) =>
        call.question === "b" || call.index === 0 ? UNAVAILABLE : { kind: "text", text: `answer ${call.question}` },
      );

      await expect(
        chainOf(world)
          .withRetry({ stopAfterAttempt: 2 })
          .batch(["a", "b"], { callbacks: [world.handler], maxConcurrency: 1 }),
      ).rejects.toThrow("503");
      await world.arrived();

      expect(triesOf(world, "a")).toEqual([
        "RunnableSequence: retry 1 failed",
        "RunnableSequence: retry 2 superseded, after 503 of small (withRetry)",
      ]);
      expect(world.opik.traces.map(({ error_info }) => error_info?.exception_type)).toEqual(
        Array(2).fill("InternalServerError"),
      );
    });

    test("a batch of chains without a retry shows how each input ended, however deep the chain is", async () => {
      const world = await traceWorld((call) =>
        call.question === "b" ? UNAVAILABLE : { kind: "text", text: `answer ${call.question}` },
      );
      const outer = RunnableLambda.from((question: string) => question).pipe(
        chainOf(world).pipe(new StringOutputParser()).withRetry({ stopAfterAttempt: 1 }),
      );

      await outer.batch(["a", "b", "a"], { callbacks: [world.handler] }, { returnExceptions: true });

      const { traces } = await world.arrived();
      expect(traces.map(({ output }) => output)).toEqual([{ output: "answer a" }, undefined, { output: "answer a" }]);
      expect(traces[1]).toMatchObject({
        error_info: { exception_type: "InternalServerError" },
        metadata: { summary: { errors: 1 } },
      });
    });
  });

  test("a retry records how long it waited: from the end of one try to the start of the next", async () => {
    const world = await traceWorld(failsFirst(1));

    await world
      .chatModel({ model: "small" })
      .withRetry()
      .invoke("why?", { callbacks: [world.handler] });

    const [first, second] = (await world.onlyTrace()).spans;
    const waitedMs = Date.parse(second?.start_time ?? "") - Date.parse(first?.end_time ?? "");
    expect(waitedMs).toBeGreaterThan(1);
    const { wait_ms: toldMs } = asJsonObject(second?.metadata?.attempt);
    expect(toldMs).toBeGreaterThan(waitedMs - 1);
    expect(toldMs).toBeLessThan(waitedMs + 1);
  });

  test("withRetry on a chain counts the runs of the chain", async () => {
    const world = await traceWorld(failsFirst(1));
    const chain = world.chatModel({ model: "small" }).pipe(new StringOutputParser());

    await chain.withRetry().invoke("why?", { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([
      "RunnableSequence: retry 1 failed",
      "RunnableSequence: retry 2 answered, after 503 of small (withRetry)",
    ]);
  });

  test("withRetry on a tool counts the runs of the tool", async () => {
    const world = await traceWorld();
    let calls = 0;
    const look = tool(
      () => {
        calls += 1;
        if (calls === 1) throw new Error("too dark");
        return "seen";
      },
      { name: "look", description: "Looks.", schema: z.object({}) },
    );

    await look.withRetry().invoke({}, { callbacks: [world.handler] });

    const { spans, trace } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual(["look: retry 1 failed", "look: retry 2 answered, after Error (withRetry)"]);
    expect(trace.tags).toEqual(["retry"]);
  });

  test("a retry that never succeeds records all its tries, with one error each", async () => {
    const world = await traceWorld(failsFirst(9));

    await expect(
      world
        .chatModel({ model: "small" })
        .withRetry({ stopAfterAttempt: 2 })
        .invoke("?", { callbacks: [world.handler] }),
    ).rejects.toThrow();

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([
      "small: retry 1 failed",
      "small: retry 2 failed, after 503 of small (withRetry)",
    ]);
    expect(trace.metadata?.summary).toMatchObject({ errors: 2, retries: 1 });
  });

  test("a retry inside a fallback records both, and the fallback's reason is that of the last try", async () => {
    const world = await traceWorld((call) => (call.model === "large" ? UNAVAILABLE : { kind: "text", text: "fine" }));
    const large = world.chatModel({ model: "large" }).withRetry({ stopAfterAttempt: 2 });

    await RunnableLambda.from((question: string) => question)
      .pipe(large.withFallbacks([world.chatModel({ model: "small" })]))
      .invoke("why?", { callbacks: [world.handler] });

    const { trace, spans } = await world.onlyTrace();
    expect(attemptLines(spans)).toEqual([
      "ChatOpenAI: fallback 1 failed",
      "large: retry 1 failed",
      "large: retry 2 failed, after 503 of large (withRetry)",
      "small: fallback 2 answered, after 503 of large (withFallbacks)",
    ]);
    expect(trace.tags).toEqual(["fallback", "answered_by:small", "retry"]);
  });
});
