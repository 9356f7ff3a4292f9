import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AIMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { Annotation, START, StateGraph } from "@langchain/langgraph";
import { evaluate, Opik } from "opik";
import { expect, onTestFinished, test } from "vitest";
import { continueTrace, getTraceHeaders } from "../../src/chains/index.js";
import "../../src/opik/index.js";
import { asJsonObject } from "../../src/records/json/json-object.js";
import { spanNamed } from "../support/opik-server/find-span.js";
import { printedTrace } from "../support/traces/printed-trace.js";
import { DatasetApi } from "./dataset-api.js";
import { chainOf, datasetOf, type Item, Opinion, scoresOf } from "./experiment-world.js";
import { sdkWorlds } from "./sdk-world.js";

const api = new DatasetApi();
const sdkWorld = sdkWorlds(api.answer);
const FINE = { kind: "text", text: "fine" } as const;

test("a chain as the task and a model as the judge are in the trace of the item, below their callers", async () => {
  const world = await sdkWorld();
  const config = { callbacks: [world.handler], tags: ["judging"] };

  const { experimentId } = await evaluate({
    dataset: await datasetOf(["a"]),
    task: async (item: Item) => ({ output: (await chainOf(world).invoke(item)).text }),
    scoringMetrics: [new Opinion((output) => world.chatModel().invoke(output, config))],
  });

  const { trace, spans } = await world.onlyTrace();
  expect(printedTrace(world.opik, trace.id)).toEqual([
    "evaluation_task",
    "  llm_task",
    "    answer",
    "      ChatPromptTemplate",
    "      ChatOpenAI (llm gpt-4o)",
    "  metrics_calculation",
    "    opinion",
    "      ChatOpenAI (llm gpt-4o-mini)",
  ]);
  expect(spans.map(({ source }) => source)).toEqual(spans.map(() => "experiment"));
  expect(trace).toMatchObject({ source: "experiment", output: { output: "echo: a" } });
  expect(api.experimentItems).toContainEqual(
    expect.objectContaining({ experiment_id: experimentId, trace_id: trace.id }),
  );
  expect(scoresOf(api, trace.id)).toEqual({ opinion: 1 });
});

test("what a service records for a task over HTTP has the experiment as its source, too", async () => {
  const world = await sdkWorld();
  const service = createServer((request, response) => {
    void continueTrace(request.headers, async () => {
      const answer = await world.chatModel().invoke("far", { callbacks: [world.handler], runName: "far model" });
      response.end(answer.text);
    });
  });
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  onTestFinished(() => {
    service.close();
  });
  const { port } = service.address() as AddressInfo;
  const ask = async () => {
    const { opik_trace_id = "", opik_parent_span_id = "", ...w3c } = getTraceHeaders();
    const all = { ...w3c, opik_trace_id, opik_parent_span_id };
    for (const headers of [all, w3c]) await (await fetch(`http://127.0.0.1:${port}/`, { headers })).text();
    return "done";
  };

  await evaluate({
    dataset: await datasetOf(["a"]),
    task: async () => ({
      output: await RunnableLambda.from(ask).invoke("go", { callbacks: [world.handler], runName: "asking" }),
    }),
    scoringMetrics: [],
  });

  const { trace, spans } = await world.onlyTrace();
  expect(printedTrace(world.opik, trace.id)).toEqual([
    "evaluation_task",
    "  llm_task",
    "    asking",
    "      far model (llm gpt-4o-mini)",
    "      far model (llm gpt-4o-mini)",
  ]);
  expect(spans.map(({ source }) => source)).toEqual(spans.map(() => "experiment"));
});

test("the totals and tags of an item's trace are those of its task, and not of its judges", async () => {
  const world = await sdkWorld();

  await evaluate({
    dataset: await datasetOf(["a"]),
    task: async (item: Item) => ({ output: (await chainOf(world).invoke(item, { tags: ["asked"] })).text }),
    scoringMetrics: [1, 2].map(
      () =>
        new Opinion((output) => world.chatModel().invoke(output, { callbacks: [world.handler], tags: ["judging"] })),
    ),
  });

  const { trace } = await world.onlyTrace();
  expect(trace.tags).toEqual(["asked"]);
  expect(trace.metadata).toMatchObject({ summary: { llm_calls: 1, total_tokens: 15, models: ["gpt-4o"] } });
});

test("a graph may be the task of an experiment, and the mapping names what the metrics read of it", async () => {
  const world = await sdkWorld();
  const State = Annotation.Root({ input: Annotation<string>, answer: Annotation<string> });
  const graph = new StateGraph(State)
    .addNode("ask", async ({ input }) => ({ answer: (await world.chatModel().invoke(input)).text }))
    .addEdge(START, "ask")
    .compile();

  await evaluate({
    dataset: await datasetOf(["a"]),
    task: (item: Item) => graph.invoke(item, { callbacks: [world.handler] }),
    scoringMetrics: [new Opinion(() => Promise.resolve())],
    scoringKeyMapping: { output: "answer" },
  });

  const { trace } = await world.onlyTrace();
  expect(printedTrace(world.opik, trace.id).slice(0, 5)).toEqual([
    "evaluation_task",
    "  llm_task",
    "    LangGraph",
    "      ask",
    "        ChatOpenAI (llm gpt-4o-mini)",
  ]);
  expect(scoresOf(api, trace.id)).toEqual({ opinion: 1 });
});

class Verdict {
  readonly output = "fine";
  readonly found = new Map([["sources", 2]]);
  readonly self = this;
}

test.each([
  { what: "a message of LangChain", result: new AIMessage("fine"), shown: { type: "ai", content: "fine" } },
  { what: "an instance of a class", result: new Verdict(), shown: { output: "fine", found: { sources: 2 } } },
  { what: "an object with a message in it", result: { answer: new AIMessage("x") }, shown: { answer: { type: "ai" } } },
  { what: "an object with a bigint", result: { output: 7n }, shown: { output: "7" } },
])("a task that returns $what loses nothing of the experiment", async ({ result, shown }) => {
  const world = await sdkWorld();

  await evaluate({
    dataset: await datasetOf(["a", "b"]),
    task: async (item: Item): Promise<Record<string, unknown>> => {
      await chainOf(world).invoke(item);
      return item.input === "a" ? { ...item, output: "plain" } : asJsonObject(result);
    },
    scoringMetrics: [new Opinion(() => Promise.resolve())],
  });

  const { traces, spans } = await world.arrived();
  const [plain, other] = traces;
  expect(traces).toHaveLength(2);
  expect([plain?.output, other?.output]).toMatchObject([{ output: "plain" }, shown]);
  const own = spans.filter(({ trace_id }) => trace_id === other?.id);
  expect(spanNamed(own, "llm_task").output).toMatchObject(shown);
  expect(spanNamed(own, "metrics_calculation").end_time).toBeDefined();
});

test("a task that returns values that throw when read loses nothing of the experiment", async () => {
  const world = await sdkWorld();
  const nested = {
    get field(): string {
      throw new Error("no");
    },
  };
  const proxy = new Proxy(
    {},
    {
      getPrototypeOf: () => {
        throw new Error("no prototype");
      },
    },
  );

  await evaluate({ dataset: await datasetOf(["a"]), task: () => ({ proxy, nested, fine: 1 }) });

  const { trace } = await world.onlyTrace();
  expect(trace.output).toMatchObject({ fine: 1, nested: { field: "[threw: no]" } });
});

test("the SDK's spans contain neither its client nor the key, but name the metrics", async () => {
  const world = await sdkWorld();
  const client = new Opik({ apiKey: "opik-secret-key", workspaceName: "default" });

  await evaluate({
    client,
    dataset: await datasetOf(["a"], client),
    task: async (item: Item) => ({ output: (await chainOf(world).invoke(item)).text }),
    scoringMetrics: [new Opinion(() => Promise.resolve(), "helpful")],
  });

  const { trace, spans } = await world.onlyTrace();
  const { arguments: given } = asJsonObject(spanNamed(spans, "metrics_calculation").input);
  expect(given).toMatchObject([{ traceId: trace.id }, [{ name: "helpful" }], { id: trace.id }]);
  expect(world.opik.requests.map(({ text }) => text).join()).not.toContain("opik-secret-key");
});

test("concurrent tasks, some of which fail, each have a whole trace of their own", async () => {
  const world = await sdkWorld(({ question }) =>
    question.startsWith("broken") ? { kind: "error", status: 401 } : FINE,
  );
  const questions = Array.from({ length: 24 }, (_, index) => (index % 4 === 0 ? `broken ${index}` : `q${index}`));
  const failing = new Opinion(() => Promise.reject(new Error("the metric failed")), "failing");

  const { testResults, errors } = await evaluate({
    dataset: await datasetOf(questions),
    task: async (item: Item) => ({ output: (await chainOf(world).invoke(item)).text }),
    scoringMetrics: [
      failing,
      new Opinion((output) => world.chatModel().invoke(output, { callbacks: [world.handler] })),
    ],
  });

  const { traces, spans } = await world.arrived();
  expect([testResults.length, errors.length, traces.length]).toEqual([24, 6, 24]);
  for (const trace of traces) {
    const question = String(asJsonObject(trace.input).input);
    const own = spans.filter(({ trace_id }) => trace_id === trace.id);
    expect(asJsonObject(spanNamed(own, "answer").input)).toMatchObject({ input: question });
    if (question.startsWith("broken")) {
      expect([trace, spanNamed(own, "llm_task")]).toMatchObject([{ error_info: {} }, { error_info: {} }]);
      expect(own.map(({ name }) => name).sort()).toEqual(["ChatOpenAI", "ChatPromptTemplate", "answer", "llm_task"]);
    } else {
      expect(scoresOf(api, trace.id)).toEqual({ opinion: 1 });
      expect(spanNamed(own, "failing")).toMatchObject({ error_info: { message: "the metric failed" } });
      expect(own.filter(({ name }) => name === "ChatOpenAI")).toHaveLength(2);
    }
  }
});

test.each([
  { what: "text", thrown: "out of luck" },
  { what: "an error without a name or a stack", thrown: Object.assign(new Error("odd"), { name: "", stack: "" }) },
  { what: "an error whose message is no text", thrown: Object.assign(new Error("odd"), { message: { code: 7 } }) },
])("a task that throws $what is one failed item, and the others arrive", async ({ thrown }) => {
  const world = await sdkWorld();

  await evaluate({
    dataset: await datasetOf(["a", "b"]),
    task: (item: Item) => {
      // oxlint-disable-next-line typescript/only-throw-error -- Programs do.
      if (item.input === "a") throw thrown;
      return { output: "fine" };
    },
  });

  const { traces } = await world.arrived();
  expect(traces).toMatchObject([{ error_info: {} }, { output: { output: "fine" } }]);
});

test("the traces of an experiment are recorded even if only a share of traces is sampled", async () => {
  const world = await sdkWorld(undefined, { sampleRate: 0 });

  await evaluate({
    dataset: await datasetOf(["a"]),
    task: async (item: Item) => ({ output: (await chainOf(world).invoke(item)).text }),
  });

  const { spans } = await world.onlyTrace();
  expect(spans.map(({ name }) => name)).toContain("ChatOpenAI");
});
