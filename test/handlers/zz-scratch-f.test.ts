import { test } from "vitest";
import { traceWorld } from "../support/traced-world.js";
import { outline } from "../support/span-outline.js";
import { tool } from "langchain";
import { StateGraph, Annotation, START, END, Send, MessagesAnnotation } from "@langchain/langgraph";
import { RunnableLambda, RunnableMap, RunnablePassthrough, RunnableBranch, RunnableSequence } from "@langchain/core/runnables";
import { dispatchCustomEvent } from "@langchain/core/callbacks/dispatch";
import { FakeEmbeddings, FakeLLM, FakeRetriever } from "@langchain/core/utils/testing";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { z } from "zod";

async function show(world: any, title: string, full = false) {
  const { traces } = await world.arrived();
  console.log("#####", title, JSON.stringify(world.opik.violations));
  for (const t of traces) console.log(full ? JSON.stringify({ ...t, metadata: { ...t.metadata, _opik_graph_definition: t.metadata._opik_graph_definition?.data?.slice(0, 300) } }, null, 1) : t.name + JSON.stringify([t.input, t.output]), "\n" + outline(world.opik.spanTree(t.id)).join("\n"));
}
test("embeddings", async () => {
  const world = await traceWorld();
  const l = RunnableLambda.from(async (x: string) => { const e = await new FakeEmbeddings().embedQuery(x); const t = await new FakeLLM({ response: "hi" }).invoke(x); const d = await new FakeRetriever().invoke(x); return { e, t, d }; });
  await l.invoke("q", { callbacks: [world.handler] });
  await show(world, "EMB");
  console.log(JSON.stringify(world.opik.spans, null, 1));
});
test("graph", async () => {
  const world = await traceWorld();
  const S = Annotation.Root({ n: Annotation<number[]>({ reducer: (a: any, b: any) => a.concat(b), default: () => [] }) });
  const sub = new StateGraph(S).addNode("inner", async () => { await world.chatModel().invoke("hi"); return { n: [9] }; }).addEdge(START, "inner").compile();
  const router = async () => { await world.chatModel().invoke("route"); await dispatchCustomEvent("routed", { a: 1 }); return [new Send("work", { n: [1] }), new Send("work", { n: [2] })]; };
  const g = new StateGraph(S).addNode("work", (s: any) => ({ n: s.n })).addNode("sub", sub).addConditionalEdges(START, router, ["work"]).addEdge("work", "sub").addEdge("sub", END).compile();
  await g.invoke({ n: [] }, { callbacks: [world.handler], configurable: { thread_id: "x1" }, runName: "my graph" });
  await show(world, "GRAPH", true);
});
test("compositions", async () => {
  const world = await traceWorld();
  const inner = RunnableLambda.from((x: number) => x + 1).withConfig({ runName: "inner" });
  const passes = RunnableLambda.from(async (x: number, c) => inner.invoke(x, c)).withConfig({ runName: "passes" });
  const not = RunnableLambda.from(async (x: number) => inner.invoke(x)).withConfig({ runName: "not" });
  const seq = RunnableSequence.from([passes, not, RunnableMap.from({ a: inner, b: inner }), RunnableBranch.from([[(x: any) => x.a > 100, inner], RunnableLambda.from((x: any) => x.a).withConfig({ runName: "else" })]), RunnableLambda.from((x: number) => inner)]);
  await seq.invoke(1, { callbacks: [world.handler], runName: "seq" });
  await seq.batch([1, 2], { callbacks: [world.handler], runName: "batch" });
  for await (const _ of await seq.stream(1, { callbacks: [world.handler], runName: "stream" }));
  for await (const _ of seq.streamEvents(1, { version: "v2", callbacks: [world.handler], runName: "events" }));
  await show(world, "COMP");
});
test("structured", async () => {
  const world = await traceWorld(() => ({ kind: "text", text: '{"city":"Rome"}' }));
  const m = world.chatModel().withStructuredOutput(z.object({ city: z.string() }), { name: "place" });
  await m.invoke("hi", { callbacks: [world.handler] });
  await show(world, "STRUCT", true);
  console.log(JSON.stringify(world.opik.spans, null, 1));
});
test("transform", async () => {
  const world = await traceWorld();
  const c = ChatPromptTemplate.fromTemplate("Say {x}").pipe(world.chatModel()).pipe(new StringOutputParser());
  async function* gen() { yield { x: "a" }; }
  for await (const _ of c.transform(gen(), { callbacks: [world.handler] }));
  await show(world, "TRANSFORM", true);
  console.log(JSON.stringify(world.opik.spans, null, 1));
});
