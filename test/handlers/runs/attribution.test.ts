import { RunnableLambda } from "@langchain/core/runnables";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { createSupervisor } from "@langchain/langgraph-supervisor";
import { createAgent, tool } from "langchain";
import { expect, test } from "vitest";
import { z } from "zod";
import { asJsonObject } from "../../../src/records/json/json-object.js";
import type { SpanRecord } from "../../../src/records/record.js";
import type { ModelScript } from "../../support/models/model-server.js";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

const program = RunnableLambda.from((x: number) => x).withConfig({ runName: "step" });
const OPTIONS = { userId: "u-0", tenantId: "acme", agentName: "support", agentTier: "gold", skill: "refunds" };
const QUESTION = { messages: [{ role: "user", content: "why?" }] };

function asksFor(toolName: string, args = {}): ModelScript {
  return ({ index }) =>
    index === 0
      ? { kind: "tools", tools: [{ id: "call-1", name: toolName, args }] }
      : { kind: "text", text: "because" };
}

test("the handler's user, tenant, agent, tier and skill are in all metadata and in the trace's tags", async () => {
  const world = await traceWorld(undefined, OPTIONS);

  await program.pipe(program).invoke(1, { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  const metadata = {
    user_id: "u-0",
    tenant_id: "acme",
    agent_name: "support",
    agent_tier: "gold",
    skill: "refunds",
  };
  expect(trace.tags).toEqual(["user:u-0", "tenant:acme", "agent:support", "tier:gold", "skill:refunds"]);
  expect(trace.metadata).toMatchObject(metadata);
  expect(spans.map((span) => [span.metadata, span.tags])).toEqual([
    [metadata, undefined],
    [metadata, undefined],
  ]);
});

test.each([
  { metadata: { user_id: "u-1", tenant_id: "t-1", agent_name: "a-1", agent_tier: "b-1", skill: "s-1" } },
  { metadata: { userId: "u-1", tenantId: "t-1", agentName: "a-1", agentTier: "b-1", skill: "s-1" } },
  { metadata: { langfuseUserId: "u-1", tenantId: "t-1", lc_agent_name: "a-1", agentTier: "b-1", skill: "s-1" } },
])("the metadata $metadata of a run takes precedence over the handler's options", async ({ metadata }) => {
  const world = await traceWorld(undefined, OPTIONS);

  await program.invoke(1, { callbacks: [world.handler], metadata });

  const { trace } = await world.onlyTrace();
  expect(trace.tags).toEqual(["user:u-1", "tenant:t-1", "agent:a-1", "tier:b-1", "skill:s-1"]);
  expect(trace.metadata).toMatchObject({
    ...metadata,
    ...{ user_id: "u-1", tenant_id: "t-1", agent_name: "a-1", agent_tier: "b-1" },
  });
});

test("a number is accepted as a name, and an empty text, an object or a long text is not", async () => {
  const world = await traceWorld();

  for (const user_id of [7, "", { id: 1 }, "long ".repeat(100)]) {
    await program.invoke(1, { callbacks: [world.handler], metadata: { user_id } });
  }

  const { traces } = await world.arrived();
  expect(traces.map(({ tags }) => tags)).toEqual([["user:7"], undefined, undefined, undefined]);
});

test("the users of two hundred concurrent runs are not mixed, nor are runs without a user", async () => {
  const world = await traceWorld();
  const chain = RunnableLambda.from(async (x: number, config) => {
    await new Promise(setImmediate);
    return program.invoke(x, config);
  });
  const users = Array.from({ length: 200 }, (_, index) => (index % 10 === 0 ? undefined : `u-${index}`));

  await Promise.all(
    users.map((userId, index) => chain.invoke(index, { callbacks: [world.handler], metadata: { userId } })),
  );

  const { traces, spans } = await world.arrived();
  expect(traces).toHaveLength(200);
  for (const { id, input, tags, metadata } of traces) {
    const user = users[Number(asJsonObject(input).input)];
    expect(tags).toEqual(user === undefined ? undefined : [`user:${user}`]);
    const own = spans.filter((span) => span.trace_id === id);
    for (const record of [{ metadata }, ...own]) expect(record.metadata?.user_id).toBe(user);
  }
});

test("a run below another may have its own user, whose tag is on that run's span alone", async () => {
  const world = await traceWorld(undefined, { tenantId: "acme" });
  const inner = program.pipe(program).withConfig({ runName: "for u-1", metadata: { userId: "u-1" } });
  const nightly = RunnableLambda.from((x: number, config) => inner.invoke(x, config));

  await nightly.invoke(1, { callbacks: [world.handler] });

  const { trace, spans } = await world.onlyTrace();
  expect(trace.tags).toEqual(["tenant:acme"]);
  expect(spans.map(({ name, tags, metadata }) => [name, tags, metadata?.user_id]).sort()).toEqual([
    ["for u-1", ["user:u-1"], "u-1"],
    ["step", undefined, "u-1"],
    ["step", undefined, "u-1"],
  ]);
});

async function agentsOf(world: TracedWorld) {
  const { trace, spans } = await world.onlyTrace();
  const agentOf = (name: string) => spanNamed(spans, name).metadata?.agent_name;
  const begin = spans.filter(({ tags = [] }) => tags.some((tag) => tag.startsWith("agent:")));
  return { trace, spans, agentOf, begin: begin.map(({ name, tags }: SpanRecord) => [name, tags]) };
}

test("an agent has the name that createAgent was given, and its subagent has its own", async () => {
  const world = await traceWorld(asksFor("ask", { question: "why?" }));
  const expert = createAgent({ model: world.chatModel(), tools: [], name: "expert" });
  const ask = tool(
    async ({ question }: { question: string }) => {
      const { messages } = await expert.invoke({ messages: [{ role: "user", content: question }] });
      return messages.at(-1)?.text ?? "";
    },
    { name: "ask", description: "Asks the expert.", schema: z.object({ question: z.string() }) },
  );
  const agent = createAgent({ model: world.chatModel(), tools: [ask], name: "boss" });

  await agent.invoke(QUESTION, { callbacks: [world.handler], metadata: { agentName: "support", agentTier: "gold" } });

  const { trace, spans, agentOf, begin } = await agentsOf(world);
  expect(trace).toMatchObject({ tags: ["agent:support", "tier:gold"], metadata: { agent_name: "support" } });
  expect(agentOf("ask")).toBe("support");
  expect(begin).toEqual([["expert", ["agent:expert"]]]);
  const models = spans.filter(({ type }) => type === "llm").sort((one, other) => one.id.localeCompare(other.id));
  expect(models.map(({ metadata }) => [metadata?.agent_name, metadata?.agent_tier])).toEqual([
    ["support", "gold"],
    ["expert", "gold"],
    ["support", "gold"],
  ]);
});

test("a supervisor's experts are agents by the names of their graphs", async () => {
  const world = await traceWorld(asksFor("transfer_to_expert"));
  // oxlint-disable-next-line typescript/no-deprecated -- the supervisor takes no agent of createAgent
  const expert = createReactAgent({ llm: world.chatModel(), tools: [], name: "expert", prompt: "Answer." });
  const team = createSupervisor({ agents: [expert], llm: world.chatModel(), prompt: "Lead." }).compile();

  await team.invoke(QUESTION, { callbacks: [world.handler], metadata: { agent_name: "team" } });

  const { trace, agentOf, begin } = await agentsOf(world);
  expect(trace.tags).toEqual(["agent:team"]);
  expect(agentOf("transfer_to_expert")).toBe("supervisor");
  expect(begin.sort()).toEqual([
    ["expert", ["agent:expert"]],
    ["supervisor", ["agent:supervisor"]],
    ["supervisor", ["agent:supervisor"]],
  ]);
});

test("a graph without a name of its own is no agent, nor is the outermost one by the name of its run", async () => {
  const world = await traceWorld();
  const graph = () =>
    new StateGraph(MessagesAnnotation).addNode("node", () => ({ messages: [] })).addEdge(START, "node");
  const inner = graph().compile();
  const outer = new StateGraph(MessagesAnnotation).addNode("inner", inner).addEdge(START, "inner").compile();

  await outer.invoke(QUESTION, { callbacks: [world.handler], runName: "question 7" });

  const { trace, begin } = await agentsOf(world);
  expect(trace).not.toHaveProperty("tags");
  expect(begin).toEqual([]);
});

test("a run that starts after its parents have ended has none of their tags", async () => {
  const world = await traceWorld(undefined, { userId: "u-0" });
  let late = Promise.resolve<unknown>(undefined);
  const parent = RunnableLambda.from((x: number, config) => {
    late = new Promise(setImmediate).then(() => program.invoke(x, config));
    return x;
  });

  await parent.invoke(1, { callbacks: [world.handler], metadata: { skill: "s-1" } });
  await late;

  const { spans } = await world.onlyTrace();
  expect(spans).toMatchObject([{ name: "step", metadata: { user_id: "u-0", skill: "s-1" } }]);
  expect(spans[0]).not.toHaveProperty("tags");
});

test("the tags of a model that is called alone are on its trace and on its span", async () => {
  const world = await traceWorld();

  await world.chatModel().invoke("hi", { callbacks: [world.handler], metadata: { userId: "u-1" } });

  const { trace, spans } = await world.onlyTrace();
  expect([trace.tags, spans[0]?.tags]).toEqual([["user:u-1"], ["user:u-1"]]);
});

test("a sampling predicate is given the tenant in the metadata and tags", async () => {
  const world = await traceWorld(undefined, {
    ...{ sampleRate: 0, tenantId: "acme" },
    keepTrace: ({ metadata, tags }) => metadata.tenant_id === "acme" && tags.includes("tenant:acme"),
  });

  await program.invoke(1, { callbacks: [world.handler] });

  await world.onlyTrace();
});
