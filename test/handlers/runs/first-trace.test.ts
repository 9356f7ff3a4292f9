import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { expect, test } from "vitest";
import { traceWorld } from "../../support/traces/traced-world.js";

test("a chain of prompt, model and parser becomes one trace with a span for each step", async () => {
  const world = await traceWorld();
  const chain = ChatPromptTemplate.fromTemplate("Tell me about {topic}")
    .pipe(world.chatModel())
    .pipe(new StringOutputParser());

  const answer = await chain.invoke({ topic: "owls" }, { callbacks: [world.handler] });

  expect(answer).toBe("echo: Tell me about owls");
  const { trace, spans } = await world.onlyTrace();
  expect(trace).toMatchObject({
    name: "RunnableSequence",
    project_name: "tests",
    input: { topic: "owls" },
    output: { output: "echo: Tell me about owls" },
    metadata: {
      created_from: "langchain",
      summary: {
        llm_calls: 1,
        errors: 0,
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        models: ["gpt-4o-mini"],
      },
    },
  });
  expect(spans.map((span) => [span.name, span.type, span.parent_span_id])).toEqual([
    ["ChatPromptTemplate", "general", undefined],
    ["ChatOpenAI", "llm", undefined],
    ["StrOutputParser", "general", undefined],
  ]);
  expect(spans[1]).toMatchObject({
    trace_id: trace.id,
    model: "gpt-4o-mini",
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    input: { messages: [{ role: "user", content: "Tell me about owls" }] },
    output: {
      choices: [
        { index: 0, message: { role: "assistant", content: "echo: Tell me about owls" }, finish_reason: "stop" },
      ],
    },
  });
  expect(world.opik.violations).toEqual([]);
});
