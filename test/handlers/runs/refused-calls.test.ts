import { HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { MemorySaver } from "@langchain/langgraph";
import { createAgent } from "langchain";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ModelReply } from "../../support/models/model-server.js";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const ANSWER: ModelReply = { kind: "text", text: "I could not." };

function weigh(isBroken = false) {
  return tool(
    ({ bird }) => {
      if (isBroken) throw new Error("no scales");
      return `${bird}: 400 g`;
    },
    { name: "weigh", description: "Weighs a bird.", schema: z.object({ bird: z.string() }) },
  );
}

describe("a call of a tool that fails before the tool runs", () => {
  it("a tool call that fails before the tool runs counts as one error, in its own turn, and the node names it", async () => {
    const world = await traceWorld(({ index }) =>
      index === 0 ? { kind: "tools", tools: [{ id: "call_1", name: "weigh", args: { fish: "cod" } }] } : ANSWER,
    );
    const agent = createAgent({ model: world.chatModel(), tools: [weigh()], checkpointer: new MemorySaver() });
    const config = { callbacks: [world.handler], configurable: { thread_id: "thread-1" } };

    await agent.invoke({ messages: [new HumanMessage("How heavy?")] }, config);
    await agent.invoke({ messages: [new HumanMessage("And now?")] }, config);

    const { traces, spans } = await world.arrived();
    expect(traces.map(({ metadata }) => metadata?.summary)).toMatchObject([
      { errors: 1, tool_calls: 0 },
      { errors: 0, tool_calls: 0 },
    ]);
    expect(spanNamed(spans, "tools").metadata?.refused_tool_calls).toEqual([{ id: "call_1", name: "weigh" }]);
  });

  it("a tool call that fails within the tool counts as one error", async () => {
    const world = await traceWorld(({ index }) =>
      index === 0 ? { kind: "tools", tools: [{ id: "call_1", name: "weigh", args: { bird: "owl" } }] } : ANSWER,
    );
    const agent = createAgent({ model: world.chatModel(), tools: [weigh(true)] });

    await agent
      .invoke({ messages: [new HumanMessage("How heavy?")] }, { callbacks: [world.handler] })
      .catch(() => undefined);

    const { trace } = await world.onlyTrace();
    expect(trace.metadata?.summary).toMatchObject({ errors: 1, tool_calls: 1 });
  });
});
