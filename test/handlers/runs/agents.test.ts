import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { createSupervisor } from "@langchain/langgraph-supervisor";
import { createHandoffTool, createSwarm } from "@langchain/langgraph-swarm";
import { createDeepAgent } from "deepagents";
import { createAgent, createMiddleware, tool } from "langchain";
import { expect, test } from "vitest";
import { z } from "zod";
import type { AskedTool, ModelScript } from "../../support/models/model-server.js";
import { textWith } from "../../support/traces/text-matchers.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const weather = tool(({ city }: { city: string }) => `sunny in ${city}`, {
  name: "weather",
  description: "Tells the weather.",
  schema: z.object({ city: z.string() }),
});

/** A model that first asks for tools and then answers. */
function asksFirst(...tools: AskedTool[]): ModelScript {
  return (call) => (call.index === 0 ? { kind: "tools", tools } : { kind: "text", text: "done" });
}

const QUESTION = { messages: [{ role: "user", content: "What is the weather?" }] };

test("an agent's loop shows its model calls, its tools and its middleware in their order", async () => {
  const world = await traceWorld(asksFirst({ id: "call-1", name: "weather", args: { city: "Rome" } }));
  const middleware = createMiddleware({
    name: "Guide",
    beforeAgent: () => undefined,
    beforeModel: () => undefined,
    afterModel: () => undefined,
    afterAgent: () => undefined,
  });
  const agent = createAgent({ model: world.chatModel(), tools: [weather], middleware: [middleware] });

  await agent.invoke(QUESTION, { callbacks: [world.handler] });

  expect(await world.printed()).toMatchInlineSnapshot(`
    "LangGraph
      Guide.before_agent
      Guide.before_model
      model_request
        ChatOpenAI (llm gpt-4o-mini)
      Guide.after_model
        RunnableLambda
      tools
        weather (tool)
      Guide.before_model
      model_request
        ChatOpenAI (llm gpt-4o-mini)
      Guide.after_model
        RunnableLambda
      Guide.after_agent"
  `);
  expect(world.opik.traces[0]).toMatchObject({
    input: { messages: [{ role: "user", content: "What is the weather?" }] },
    output: { output: "done" },
    metadata: { summary: { llm_calls: 2, tool_calls: 1, total_tokens: 30, errors: 0, retries: 0, fallbacks: 0 } },
  });
});

test("tools that a model calls at once are spans of their own, each with the id of its call", async () => {
  const world = await traceWorld(
    asksFirst(
      { id: "call-1", name: "weather", args: { city: "Rome" } },
      { id: "call-2", name: "weather", args: { city: "Oslo" } },
    ),
  );
  const agent = createAgent({ model: world.chatModel(), tools: [weather] });

  await agent.invoke(QUESTION, { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  const tools = spans.filter((span) => span.type === "tool").sort((a, b) => a.id.localeCompare(b.id));
  expect(tools.map((span) => [span.metadata?.tool_call_id, span.input, span.output])).toEqual([
    ["call-1", { city: "Rome" }, expect.objectContaining({ output: "sunny in Rome" })],
    ["call-2", { city: "Oslo" }, expect.objectContaining({ output: "sunny in Oslo" })],
  ]);
  expect(trace.metadata?.summary).toMatchObject({ tool_calls: 2, retries: 0 });
});

test("a model call that middleware wraps stays one span", async () => {
  const world = await traceWorld();
  const middleware = createMiddleware({ name: "Wrap", wrapModelCall: (request, handler) => handler(request) });
  const agent = createAgent({ model: world.chatModel(), tools: [], middleware: [middleware] });

  await agent.invoke(QUESTION, { callbacks: [world.handler] });

  expect(await world.printed()).toMatchInlineSnapshot(`
    "LangGraph
      model_request
        ChatOpenAI (llm gpt-4o-mini)"
  `);
});

test("an agent that is a tool of another agent is below that tool", async () => {
  const world = await traceWorld((call) =>
    call.index === 0
      ? { kind: "tools", tools: [{ id: "call-1", name: "expert", args: { question: "why?" } }] }
      : { kind: "text", text: "because" },
  );
  const expertAgent = createAgent({ model: world.chatModel(), tools: [], name: "expert agent" });
  const expert = tool(
    async ({ question }: { question: string }) => {
      const { messages } = await expertAgent.invoke({ messages: [{ role: "user", content: question }] });
      return messages.at(-1)?.text ?? "";
    },
    { name: "expert", description: "Asks the expert.", schema: z.object({ question: z.string() }) },
  );
  const agent = createAgent({ model: world.chatModel(), tools: [expert] });

  await agent.invoke(QUESTION, { callbacks: [world.handler] });

  expect(await world.printed()).toMatchInlineSnapshot(`
    "LangGraph
      model_request
        ChatOpenAI (llm gpt-4o-mini)
        RunnableLambda
      tools
        expert (tool)
          expert agent
            model_request
              ChatOpenAI (llm gpt-4o-mini)
      model_request
        ChatOpenAI (llm gpt-4o-mini)
        RunnableLambda"
  `);
});

test("the subagent of a deep agent is below the task that started it", async () => {
  const world = await traceWorld(
    asksFirst({ id: "call-1", name: "task", args: { description: "look it up", subagent_type: "general-purpose" } }),
  );
  const agent = createDeepAgent({ model: world.chatModel(), tools: [weather] });

  await agent.invoke(QUESTION, { callbacks: [world.handler] });

  expect(await world.printed()).toMatchInlineSnapshot(`
    "LangGraph
      FilesystemMiddleware.before_agent
      patchToolCallsMiddleware.before_agent
      model_request
        ChatOpenAI (llm gpt-4o-mini)
        RunnableLambda
      tools
        task (tool)
          general-purpose
            FilesystemMiddleware.before_agent
            patchToolCallsMiddleware.before_agent
            model_request
              ChatOpenAI (llm gpt-4o-mini)
              RunnableLambda
      model_request
        ChatOpenAI (llm gpt-4o-mini)
        RunnableLambda"
  `);
});

test("a supervisor's experts are below the supervisor's graph, and the handoff is a tool", async () => {
  const world = await traceWorld(asksFirst({ id: "call-1", name: "transfer_to_expert", args: {} }));
  // oxlint-disable-next-line typescript/no-deprecated -- the supervisor takes no agent of createAgent
  const expert = createReactAgent({ llm: world.chatModel(), tools: [weather], name: "expert", prompt: "Answer." });
  const team = createSupervisor({ agents: [expert], llm: world.chatModel(), prompt: "Lead." }).compile();

  await team.invoke(QUESTION, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(await world.printed()).toMatchInlineSnapshot(`
    "LangGraph
      supervisor [left by ParentCommand]
        supervisor [left by ParentCommand]
          agent
            RunnableSequence
              prompt
              ChatOpenAI (llm gpt-4o-mini)
            RunnableLambda
          tools [left by ParentCommand]
            transfer_to_expert (tool)
      expert
        expert
          agent
            RunnableSequence
              prompt
              ChatOpenAI (llm gpt-4o-mini)
            RunnableLambda
      supervisor
        supervisor
          agent
            RunnableSequence
              prompt
              ChatOpenAI (llm gpt-4o-mini)
            RunnableLambda"
  `);
  expect(trace.metadata?.summary).toMatchObject({ llm_calls: 3, tool_calls: 1, errors: 0 });
});

test("a swarm's agents follow each other, and the handoff is no failure", async () => {
  const world = await traceWorld(asksFirst({ id: "call-1", name: "transfer_to_bob", args: {} }));
  const member = (name: string, other: string) =>
    // oxlint-disable-next-line typescript/no-deprecated -- a swarm takes no agent of createAgent
    createReactAgent({
      llm: world.chatModel(),
      tools: [createHandoffTool({ agentName: other })],
      name,
      prompt: "Help.",
    });
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- the types of these packages have `any` in them
  const swarm = createSwarm({ agents: [member("alice", "bob"), member("bob", "alice")], defaultActiveAgent: "alice" });

  await swarm.compile().invoke(QUESTION, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(await world.printed()).toMatchInlineSnapshot(`
    "LangGraph
      alice [left by ParentCommand]
        alice [left by ParentCommand]
          agent
            RunnableSequence
              prompt
              ChatOpenAI (llm gpt-4o-mini)
            RunnableLambda
          tools [left by ParentCommand]
            transfer_to_bob (tool)
      bob
        bob
          agent
            RunnableSequence
              prompt
              ChatOpenAI (llm gpt-4o-mini)
            RunnableLambda"
  `);
  expect(trace).toMatchObject({ output: { activeAgent: "bob" }, metadata: { summary: { errors: 0, tool_calls: 1 } } });
});

test("an agent's graph is drawn in the trace of the handler that was given the agent", async () => {
  const world = await traceWorld();
  const agent = createAgent({ model: world.chatModel(), tools: [weather] });

  await agent.invoke(QUESTION, { callbacks: [world.newHandler({ graph: agent })] });

  const { trace } = await world.onlyTrace();
  expect(trace.metadata?._opik_graph_definition).toEqual({
    format: "mermaid",
    data: textWith("model_request"),
  });
});
