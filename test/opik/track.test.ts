import { RunnableLambda } from "@langchain/core/runnables";
import { Annotation, START, StateGraph } from "@langchain/langgraph";
import { track } from "opik";
import { expect, test } from "vitest";
import { OpikCallbackHandler } from "../../src/index.js";
import { continueTrace, getTraceHeaders, tracked } from "../../src/opik/index.js";
import { asJsonObject, asList } from "../../src/records/json/json-object.js";
import { uuidV7 } from "../../src/records/uuid-v7.js";
import { spanNamed } from "../support/opik-server/find-span.js";
import { printedTrace } from "../support/traces/printed-trace.js";
import { sdkWorlds } from "./sdk-world.js";

const sdkWorld = sdkWorlds();
const OK = { kind: "text", text: "fine" } as const;
const REQUESTS = Array.from({ length: 50 }, (_, index) => `q${index}`);

test("a run inside a tracked function is a span of its trace, below its span", async () => {
  const world = await sdkWorld();
  const answer = track({ name: "answer" }, async (question: string) => {
    const message = await world.chatModel().invoke(question, { callbacks: [world.handler] });
    return message.text;
  });

  await answer("hi");

  const { trace, spans } = await world.onlyTrace();
  expect(trace.name).toBe("answer");
  expect(printedTrace(world.opik, trace.id)).toEqual(["answer", "  answer (llm)", "    ChatOpenAI (llm gpt-4o-mini)"]);
  expect(spanNamed(spans, "ChatOpenAI").project_name).toBe("tests");
});

test("fifty concurrent tracked requests each have their own runs, and the totals of those", async () => {
  const world = await sdkWorld();
  const chain = RunnableLambda.from(async (question: string) => {
    await world.chatModel().invoke(question);
    return (await world.chatModel().invoke(`${question} again`)).text;
  }).withConfig({ runName: "two steps" });
  const answer = track({ name: "answer", type: "general" }, async (question: string) =>
    chain.invoke(question, {
      callbacks: [world.handler],
      tags: ["asked"],
      metadata: { thread_id: `thread ${question}` },
    }),
  );

  await Promise.all(
    REQUESTS.map(async (question) => {
      await answer(question);
    }),
  );

  const { traces } = await world.arrived();
  expect(traces).toHaveLength(50);
  for (const trace of traces) {
    const question = String(asList(asJsonObject(trace.input).arguments)[0]);
    expect(printedTrace(world.opik, trace.id)).toEqual([
      "answer",
      "  answer",
      "    two steps",
      "      ChatOpenAI (llm gpt-4o-mini)",
      "      ChatOpenAI (llm gpt-4o-mini)",
    ]);
    expect(JSON.stringify(world.opik.spanTree(trace.id))).toContain(`${question} again`);
    expect(trace).toMatchObject({
      output: { result: `echo: ${question} again` },
      tags: ["asked"],
      thread_id: `thread ${question}`,
      metadata: { summary: { llm_calls: 2, prompt_tokens: 20 }, created_from: "langchain" },
    });
  }
});

test("the totals of several runs in one tracked function are added up, beside the function's own metadata", async () => {
  const world = await sdkWorld();
  const answer = track({ name: "answer" }, async () => {
    const config = { callbacks: [world.handler] };
    await Promise.all(REQUESTS.slice(0, 5).map((question) => world.chatModel().invoke(question, config)));
  });

  await answer();

  const { trace, spans } = await world.onlyTrace();
  expect(trace.metadata).toMatchObject({ summary: { llm_calls: 5, total_tokens: 75 } });
  expect(spans).toHaveLength(6);
});

test("a root run's span within a tracked function has the totals, tags and drawing of a trace", async () => {
  const world = await sdkWorld();
  const State = Annotation.Root({ answer: Annotation<string> });
  const graph = new StateGraph(State)
    .addNode("ask", async ({ answer }) => ({ answer: (await world.chatModel().invoke(answer)).text }))
    .addEdge(START, "ask")
    .compile();
  const { opik } = world;
  const handler = new OpikCallbackHandler({ apiUrl: opik.url, graph, tags: ["support"], projectName: "elsewhere" });
  const answer = track({ name: "answer" }, async () => graph.invoke({ answer: "hi" }, { callbacks: [handler] }));

  await answer();
  await handler.close();

  const { trace, spans } = await world.onlyTrace();
  const picture = { _opik_graph_definition: { format: "mermaid" }, summary: { llm_calls: 1 } };
  expect(trace).toMatchObject({ metadata: picture, tags: ["support"] });
  expect(spanNamed(spans, "LangGraph")).toMatchObject({ metadata: picture, tags: ["support"], project_name: "tests" });
});

test("a run that fails in a tracked function has the error there alone, and it is thrown on", async () => {
  const world = await sdkWorld(() => ({ kind: "error", status: 401 }));
  const answer = track({ name: "answer" }, async () => world.chatModel().invoke("hi", { callbacks: [world.handler] }));

  await expect(answer()).rejects.toMatchObject({ status: 401 });

  const { trace, spans } = await world.onlyTrace();
  expect(trace).toMatchObject({ error_info: {}, metadata: { summary: { errors: 1 } } });
  expect(spanNamed(spans, "ChatOpenAI")).toMatchObject({ error_info: {}, metadata: { status_code: 401 } });
});

test("a tracked trace outside the sampled share has no spans of ours, unless it is worth keeping", async () => {
  const world = await sdkWorld(({ question }) => (question === "bad" ? { kind: "error", status: 401 } : OK), {
    sampleRate: 0,
  });
  const answer = track({ name: "answer" }, async (question: string) => {
    await world.chatModel().invoke(question, { callbacks: [world.handler] });
  });

  await answer("good");
  await expect(answer("bad")).rejects.toThrow();
  expect((await world.handler.flush()).dropped).toEqual({ sampled_out: 1 });

  const { traces } = await world.arrived();
  const trees = traces.map(({ id }) => printedTrace(world.opik, id));
  expect(trees.sort()).toEqual([
    ["answer", "  answer (llm)"],
    [
      "✗ answer",
      "  ✗ answer (llm): Error: 401 scripted 401",
      "    ✗ ChatOpenAI (llm gpt-4o-mini): AuthenticationError: 401 scripted 401",
    ],
  ]);
});

test("a tracked function within a continued trace is the parent of its runs", async () => {
  const world = await sdkWorld();
  const micros = Date.now() * 1000;
  const headers = { opik_trace_id: uuidV7(micros), opik_parent_span_id: uuidV7(micros) };
  const answer = track({ name: "answer" }, async () => {
    await world.chatModel().invoke("hi", { callbacks: [world.handler] });
  });

  await continueTrace(headers, async () => {
    await answer();
  });

  const { trace } = await world.onlyTrace();
  expect(printedTrace(world.opik, trace.id)).toEqual(["answer", "  answer (llm)", "    ChatOpenAI (llm gpt-4o-mini)"]);
});

test("the runs of a tracked function that continues a caller's trace are in that trace, until it calls another", async () => {
  const world = await sdkWorld();
  const [traceId, spanId] = [uuidV7(Date.now() * 1000), uuidV7(Date.now() * 1000)];
  const headers = { opik_trace_id: traceId, opik_parent_span_id: spanId };
  const inner = track({ name: "inner" }, async () => {
    await world.chatModel().invoke("inside", { callbacks: [world.handler] });
  });
  const handle = track({ name: "handle" }, async () =>
    continueTrace(headers, async () => {
      await world.chatModel().invoke("hi", { callbacks: [world.handler] });
      await inner();
      return getTraceHeaders();
    }),
  );

  expect(await handle()).toMatchObject(headers);

  const { trace, spans } = await world.onlyTrace();
  const continued = spans.filter((span) => span.trace_id === traceId);
  expect(continued).toMatchObject([{ name: "ChatOpenAI", parent_span_id: spanId }]);
  expect(printedTrace(world.opik, trace.id)).toEqual([
    "handle",
    "  handle (llm)",
    "    inner (llm)",
    "      ChatOpenAI (llm gpt-4o-mini)",
  ]);
});

test("requests from inside a tracked function carry its trace", async () => {
  const world = await sdkWorld();
  const ids = await tracked({ name: "answer" }, () => getTraceHeaders())();

  const { trace, spans } = await world.onlyTrace();
  expect(ids).toMatchObject({ opik_trace_id: trace.id, opik_parent_span_id: spanNamed(spans, "answer").id });
});
