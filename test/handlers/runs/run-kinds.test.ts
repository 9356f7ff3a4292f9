// Brings the async context that config travels in by itself; `langchain` and LangGraph load it too.
import "@langchain/core/context";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { FakeEmbeddings, FakeLLM, FakeRetriever } from "@langchain/core/utils/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { traceWorld } from "../../support/traces/traced-world.js";

const add = tool(({ a, b }) => a + b, {
  name: "add",
  description: "Adds two numbers.",
  schema: z.object({ a: z.number(), b: z.number() }),
});

test("a text model's prompt and answer are shown as a chat", async () => {
  const world = await traceWorld();

  await new FakeLLM({ response: "a bird" }).invoke("What is an owl?", { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  expect(trace).toMatchObject({
    name: "FakeLLM",
    input: { messages: [{ role: "user", content: "What is an owl?" }] },
    output: { output: "a bird" },
    metadata: { summary: { llm_calls: 1 } },
  });
  expect(spans).toHaveLength(1);
  expect(spans[0]).toMatchObject({
    type: "llm",
    name: "FakeLLM",
    input: { messages: [{ role: "user", content: "What is an owl?" }] },
    output: { choices: [{ index: 0, message: { role: "assistant", content: "a bird" } }] },
  });
});

test("each prompt of one generate call is a trace of its own", async () => {
  const world = await traceWorld();

  await new FakeLLM({ response: "yes" }).generate(["one?", "two?"], { callbacks: [world.handler] });

  const { traces, spans } = await world.arrived();
  expect(traces.map((trace) => [trace.input, trace.output])).toEqual([
    [{ messages: [{ role: "user", content: "one?" }] }, { output: "yes" }],
    [{ messages: [{ role: "user", content: "two?" }] }, { output: "yes" }],
  ]);
  expect(new Set(spans.map((span) => span.trace_id))).toEqual(new Set(traces.map((trace) => trace.id)));
});

test("a chat model that is called alone is a trace with one span", async () => {
  const world = await traceWorld();

  await world.chatModel({ temperature: 0.3 }).invoke("hello", { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  expect(trace).toMatchObject({
    input: { messages: [{ role: "user", content: "hello" }] },
    output: { output: "echo: hello" },
  });
  expect(await world.printed()).toMatchInlineSnapshot(`
    "ChatOpenAI
      ChatOpenAI (llm gpt-4o-mini)"
  `);
  expect(spans[0]).toMatchObject({
    provider: "openai",
    metadata: { invocation_params: { temperature: 0.3 }, finish_reason: "stop" },
  });
});

test("a tool that is called alone is a trace with one span", async () => {
  const world = await traceWorld();

  await add.invoke({ a: 1, b: 2 }, { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  expect(trace).toMatchObject({ name: "add", metadata: { summary: { tool_calls: 1 } } });
  expect(spans).toHaveLength(1);
  expect(spans[0]).toMatchObject({ type: "tool", name: "add", input: { a: 1, b: 2 }, output: { output: 3 } });
});

test("a retriever is a tool span that Opik knows as a retrieval", async () => {
  const world = await traceWorld();
  const retriever = new FakeRetriever();

  await retriever.invoke("owls", { callbacks: [world.handler], metadata: { ls_vector_store_provider: "pgvector" } });

  const { trace, spans } = await world.onlyTrace();
  expect(trace.metadata?.summary).toMatchObject({ retrievals: 1, tool_calls: 0, llm_calls: 0 });
  expect(spans).toHaveLength(1);
  expect(spans[0]).toMatchObject({
    type: "tool",
    name: "FakeRetriever",
    input: { query: "owls" },
    output: { documents: [{ pageContent: "foo" }, { pageContent: "bar" }] },
    metadata: { "opik.kind": "retrieval", "opik.operation": "retrieve", "opik.provider": "pgvector" },
  });
});

test("embeddings make no span, because LangChain reports none to any handler", async () => {
  const world = await traceWorld();
  const search = RunnableLambda.from((question: string) => new FakeEmbeddings().embedQuery(question));

  await search.invoke("owls", { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  expect(trace.output).toEqual({ output: [0.1, 0.2, 0.3, 0.4] });
  expect(spans).toEqual([]);
});

test("prompt, model, parser, tool and retriever are siblings under their chain", async () => {
  const world = await traceWorld();
  const answer = ChatPromptTemplate.fromTemplate("{question}").pipe(world.chatModel()).pipe(new StringOutputParser());
  const program = RunnableLambda.from(async (question: string) => {
    await new FakeRetriever().invoke(question);
    await add.invoke({ a: 1, b: 2 });
    return answer.invoke({ question });
  });

  await program.invoke("why?", { callbacks: [world.handler], runName: "program" });

  const { trace } = await world.onlyTrace();
  expect(trace.name).toBe("program");
  expect(await world.printed()).toMatchInlineSnapshot(`
    "program
      FakeRetriever (retrieval)
      add (tool)
      RunnableSequence
        ChatPromptTemplate
        ChatOpenAI (llm gpt-4o-mini)
        StrOutputParser"
  `);
});

test("a run whose metadata names a type that Opik has is a span of that type", async () => {
  const world = await traceWorld();
  const check = RunnableLambda.from((text: string) => text.length < 100).withConfig({
    runName: "length check",
    metadata: { "opik.type": "guardrail" },
  });

  await RunnableLambda.from((text: string) => text)
    .pipe(check)
    .invoke("short", { callbacks: [world.handler] });

  const { spans } = await world.onlyTrace();
  expect(spans.find((span) => span.name === "length check")?.type).toBe("guardrail");
});
