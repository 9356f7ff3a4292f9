// Brings the async context that config travels in by itself; `langchain` and LangGraph load it too.
import "@langchain/core/context";
import { RunnableLambda } from "@langchain/core/runnables";
import { afterEach, expect, test, vi } from "vitest";
import { recordTraces } from "../../src/testing/index.js";
import { startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";

const program = RunnableLambda.from(({ question }: { question: string }) => `${question} 42`);

afterEach(() => {
  vi.unstubAllEnvs();
});

test("recordTraces depends neither on the environment nor on its Opik server", async () => {
  const opik = await startRecordingOpikServer();
  vi.stubEnv("OPIK_URL_OVERRIDE", opik.url);
  vi.stubEnv("OPIK_LANGCHAIN_SAMPLE_RATE", "0");
  vi.stubEnv("OPIK_LANGCHAIN_TAGS", "nightly");
  const traces = recordTraces();

  await program.invoke({ question: "why?" }, { callbacks: [traces.handler], runName: "program" });
  const flushed = await traces.handler.flush();
  await opik.close();

  expect(opik.requests).toEqual([]);
  expect(flushed).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
  expect(traces.print()).toBe("program");
  expect(traces.traces[0]?.tags).toBeUndefined();
});

test("recordTraces accepts the options of every handler", async () => {
  const traces = recordTraces({ tags: ["a"], redact: (value) => (value === "why?" ? "[hidden]" : value) });

  await program.invoke({ question: "why?" }, { callbacks: [traces.handler] });

  expect(traces.traces).toMatchObject([
    { tags: ["a"], input: { question: "[hidden]" }, output: { output: "why? 42" } },
  ]);
});

test("clear() forgets what was recorded", async () => {
  const traces = recordTraces();
  await program.invoke({ question: "one" }, { callbacks: [traces.handler] });

  traces.clear();
  await program.invoke({ question: "two" }, { callbacks: [traces.handler] });

  expect(traces.traces.map(({ input }) => input)).toEqual([{ question: "two" }]);
});

test("recorded traces and spans are in the order of their start, whichever ends first", async () => {
  const traces = recordTraces();
  const inner = RunnableLambda.from(() => program.invoke({ question: "x" })).withConfig({ runName: "inner" });
  const outer = RunnableLambda.from(() => inner.invoke(1)).withConfig({ runName: "outer" });

  await RunnableLambda.from(() => outer.invoke(1)).invoke(1, { callbacks: [traces.handler] });

  expect(traces.spans.map(({ name }) => name)).toEqual(["outer", "inner", "RunnableLambda"]);
});

test("the health of a recording handler counts what was recorded", async () => {
  const { handler } = recordTraces();
  expect(handler.health()).toMatchObject({ state: "idle", delivered: 0 });

  await program.invoke({ question: "why?" }, { callbacks: [handler] });

  expect(handler.health()).toMatchObject({ state: "delivering", delivered: 1 });
});
