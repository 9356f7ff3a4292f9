import { RunnableLambda } from "@langchain/core/runnables";
import { Annotation, START, StateGraph } from "@langchain/langgraph";
import { type ChatPrompt, Opik, type Prompt } from "opik";
import { expect, test } from "vitest";
import { fromOpikPrompt } from "../../src/opik/index.js";
import { asJsonObject } from "../../src/records/json/json-object.js";
import { spanNamed } from "../support/opik-server/find-span.js";
import { readAll } from "../support/traces/read-all.js";
import { chatPrompt, textPrompt } from "./saved-prompts.js";
import { type SdkWorld, sdkWorlds } from "./sdk-world.js";

const sdkWorld = sdkWorlds();
const REQUESTS = Array.from({ length: 50 }, (_, index) => `q${index}`);
/** What the SDK itself writes for these prompts. */
function linksOfSdk(...prompts: (Prompt | ChatPrompt)[]): unknown {
  const trace = new Opik({ apiUrl: "http://127.0.0.1:9/api" }).trace({ name: "linked" });
  return asJsonObject(trace.update({ prompts }).data.metadata).opik_prompts;
}

function summaryOf({ prompt }: { prompt: Prompt }, world: SdkWorld) {
  return fromOpikPrompt(prompt).pipe(world.chatModel());
}

test("the model's span and the trace of fifty concurrent chains are linked to their prompt, as the SDK links it", async () => {
  const world = await sdkWorld();
  const prompts = REQUESTS.map((name) => textPrompt(name));

  await Promise.all(
    prompts.map((prompt) =>
      summaryOf({ prompt }, world).invoke({ subject: prompt.name }, { callbacks: [world.handler] }),
    ),
  );

  const { traces, spans } = await world.arrived();
  expect(traces).toHaveLength(50);
  for (const prompt of prompts) {
    const trace = traces.find(({ input }) => asJsonObject(input).subject === prompt.name);
    const own = spans.filter((span) => span.trace_id === trace?.id);
    const linked = { opik_prompts: linksOfSdk(prompt) };
    expect(trace?.metadata).toMatchObject(linked);
    expect(spanNamed(own, "ChatOpenAI").metadata).toMatchObject(linked);
    expect(spanNamed(own, "ChatOpenAI").input).toMatchObject({ messages: [{ content: `What is ${prompt.name}?` }] });
  }
});

test("each node of a graph links its own prompt, and the trace links both", async () => {
  const world = await sdkWorld();
  const [first, second] = [textPrompt("first"), textPrompt("second")];
  const State = Annotation.Root({ subject: Annotation<string> });
  const ask = (prompt: Prompt) => async (state: typeof State.State) => {
    const filled = await fromOpikPrompt(prompt).invoke(state);
    return { subject: (await world.chatModel().withRetry().invoke(filled)).text };
  };
  const graph = new StateGraph(State)
    .addNode("one", ask(first))
    .addNode("two", ask(second))
    .addNode("three", async () => ({ subject: (await world.chatModel("gpt-4o").invoke("plain")).text }))
    .addEdge(START, "one")
    .addEdge("one", "two")
    .addEdge("two", "three")
    .compile();

  await graph.invoke({ subject: "a trace" }, { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  const models = spans
    .filter((span) => span.type === "llm")
    .sort((one, other) => one.start_time.localeCompare(other.start_time));
  expect(trace.metadata).toMatchObject({ opik_prompts: linksOfSdk(first, second) });
  expect(models.map((span) => asJsonObject(span.metadata).opik_prompts)).toEqual([
    linksOfSdk(first),
    linksOfSdk(second),
    undefined,
  ]);
});

test("each of several models in a chain is linked to the prompt that it was asked with", async () => {
  const world = await sdkWorld();
  const [first, second] = [textPrompt("first"), textPrompt("second")];
  const chain = RunnableLambda.from(async (subject: string, config) => {
    const filled = await fromOpikPrompt(first).invoke({ subject }, config);
    await world.chatModel("a").invoke(filled, config);
    await world.chatModel("b").invoke(filled, config);
    await world.chatModel("c").invoke(await fromOpikPrompt(second).invoke({ subject }, config), config);
  });

  await chain.invoke("a trace", { callbacks: [world.handler] });

  const { spans } = await world.onlyTrace();
  const links = spans
    .filter((span) => span.type === "llm")
    .sort((one, other) => one.start_time.localeCompare(other.start_time))
    .map((span) => asJsonObject(span.metadata).opik_prompts);
  expect(links).toEqual([linksOfSdk(first), linksOfSdk(first), linksOfSdk(second)]);
});

test.each(["text", "chat"])(
  "%s prompts that are filled in at the same time are each linked to their own models",
  async (kind) => {
    const world = await sdkWorld();
    const texts = REQUESTS.map((name) => textPrompt(name));
    const chats = REQUESTS.map((name) => chatPrompt(name));
    const values = { subject: "a trace", customer: "Ann", question: "Why?", picture: "owl" };
    const chain = RunnableLambda.from(async () => {
      const filled = await Promise.all([
        ...(kind === "text" ? texts : []).map((prompt) => fromOpikPrompt(prompt).invoke({ subject: prompt.name })),
        ...(kind === "chat" ? chats : []).map((prompt) => fromOpikPrompt(prompt).invoke(values)),
      ]);
      await Promise.all(filled.map((value, at) => world.chatModel(`model ${at}`).invoke(value)));
    });

    await chain.invoke({}, { callbacks: [world.handler] });

    const { spans } = await world.onlyTrace();
    for (const [at, prompt] of (kind === "text" ? texts : chats).entries()) {
      const asked = spans.find(({ metadata }) => JSON.stringify(metadata).includes(`"model ${at}"`));
      expect(asJsonObject(asked?.metadata).opik_prompts).toEqual(linksOfSdk(prompt));
    }
  },
);

test("a model is linked once to each prompt of its run where its own prompt is unknown", async () => {
  const world = await sdkWorld();
  const [first, second] = [textPrompt("first"), textPrompt("second")];
  const chain = RunnableLambda.from(async () => {
    for (const prompt of [first, second, first]) await fromOpikPrompt(prompt).invoke({ subject: "a trace" });
    await world.chatModel().invoke("something else");
  });

  await chain.invoke({}, { callbacks: [world.handler] });

  const { spans } = await world.onlyTrace();
  expect(asJsonObject(spanNamed(spans, "ChatOpenAI").metadata).opik_prompts).toEqual(linksOfSdk(first, second));
});

test("a partial prompt is filled in, streamed and run in batches with its link", async () => {
  const world = await sdkWorld();
  const prompt = textPrompt("any", "{{greeting}} {{{name}}}");
  const [early, late] = [{ greeting: "Hi", name: "Ann" }, { name: "<Bob>" }];
  const chain = (await fromOpikPrompt(prompt).partial(early)).pipe(world.chatModel());
  const config = { callbacks: [world.handler] };

  const streamed = await readAll(chain.withConfig({ runName: "streamed" }).stream(late, config));
  const batched = await chain.batch([late, {}], config);

  expect(streamed.map(({ text }) => text).join("")).toBe("echo: Hi <Bob>");
  expect(batched.map(({ text }) => text)).toEqual(["echo: Hi <Bob>", "echo: Hi Ann"]);
  const { spans } = await world.arrived();
  const models = spans.filter((span) => span.type === "llm");
  expect(models.map((span) => asJsonObject(span.metadata).opik_prompts)).toEqual(
    Array.from({ length: 3 }, () => linksOfSdk(prompt)),
  );
});
