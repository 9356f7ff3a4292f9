import { AIMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import {
  Annotation,
  Command,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  Send,
  StateGraph,
} from "@langchain/langgraph";
import { createAgent } from "langchain";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { traceWorld } from "../../support/traces/traced-world.js";

/** The span of a step that gives the value. */
async function stepThatGives(value: unknown) {
  const world = await traceWorld();
  const step = RunnableLambda.from(() => value).withConfig({ runName: "step" });
  await step.pipe(RunnableLambda.from(() => "on")).invoke("go", { callbacks: [world.handler] });
  const { spans } = await world.onlyTrace();
  return spanNamed(spans, "step");
}

describe("commands in outputs", () => {
  const answer = new AIMessage("Done.");
  const shownAnswer = { type: "ai", content: "Done." };

  it.each<[string, unknown, unknown, unknown]>([
    [
      "messages and a node",
      new Command({ update: { messages: [answer], mood: "good" }, goto: "next" }),
      { messages: [shownAnswer], mood: "good" },
      { goto: ["next"] },
    ],
    [
      "another graph",
      new Command({ update: { mood: "good" }, goto: "next", graph: Command.PARENT }),
      { mood: "good" },
      { goto: ["next"], graph: "__parent__" },
    ],
    ["pairs of keys and values", new Command({ update: [["messages", [answer]]] }), { messages: [shownAnswer] }, {}],
    [
      "nodes with inputs of their own",
      new Command({ goto: [new Send("work", { secret: 1 })] }),
      {},
      { goto: ["work"] },
    ],
    ["an answer for a graph that waits", new Command({ resume: "yes" }), { __resume__: "yes" }, { resume: true }],
    [
      "its form as JSON",
      { lg_name: "Command", update: { mood: "good" }, goto: ["next"] },
      { mood: "good" },
      { goto: ["next"] },
    ],
    ["an update that is no object", { lg_name: "Command", update: 7 }, { update: 7 }, {}],
    [
      "several commands",
      [
        new Command({ update: { messages: [answer], mood: "bad" }, goto: "one" }),
        { messages: [answer] },
        new Command({ update: { mood: "good" }, goto: "other" }),
      ],
      { messages: [shownAnswer, shownAnswer], mood: "good" },
      { goto: ["one", "other"] },
    ],
  ])(
    "a command (%s) is shown by its update, and the metadata says where it goes",
    async (_, value, output, command) => {
      const span = await stepThatGives(value);

      expect(span.output).toEqual(output);
      expect(span.metadata?.command).toEqual(command);
    },
  );

  it("a command that cannot be read whole is recorded as far as it can be read", async () => {
    const resisting = Object.defineProperty({ lg_name: "Command", goto: ["next"] }, "update", {
      enumerable: true,
      get: () => {
        throw new Error("no");
      },
    });

    expect((await stepThatGives(resisting)).output).toMatchObject({ lg_name: "Command", update: "[threw: no]" });
  });
});

describe("the commands of LangGraph's own programs", () => {
  it("the command of a tool that hands over is shown by its update", async () => {
    const world = await traceWorld(({ index }) =>
      index === 0
        ? { kind: "tools", tools: [{ id: "call_1", name: "note", args: {} }] }
        : { kind: "text", text: "Noted." },
    );
    const note = tool(
      (_, config) => {
        const id = String(Reflect.get(config.toolCall ?? {}, "id"));
        return new Command({ update: { messages: [new ToolMessage({ content: "kept", tool_call_id: id })] } });
      },
      { name: "note", description: "Keeps a note.", schema: z.object({}) },
    );

    await createAgent({ model: world.chatModel(), tools: [note] }).invoke(
      { messages: [new HumanMessage("Note it.")] },
      { callbacks: [world.handler] },
    );

    const { trace, spans } = await world.onlyTrace();
    const kept = { messages: [{ type: "tool", content: "kept", tool_call_id: "call_1" }] };
    expect(spanNamed(spans, "note")).toMatchObject({ output: kept, metadata: { command: {}, tool_call_id: "call_1" } });
    expect(spanNamed(spans, "tools").output).toMatchObject(kept);
    expect(trace.output).toEqual({ output: "Noted." });
  });

  it("a command that resumes a graph has the answer as its input, and nothing of it in the metadata", async () => {
    const world = await traceWorld(undefined, { captureInputs: false });
    const graph = new StateGraph(Annotation.Root({ answer: Annotation<string> }))
      .addNode("ask", () => ({ answer: String(interrupt("Shall I?")) }))
      .addEdge("__start__", "ask")
      .compile({ checkpointer: new MemorySaver() });
    const config = { callbacks: [world.handler], configurable: { thread_id: "thread-1" } };

    await graph.invoke({ answer: "" }, config);
    await graph.invoke(new Command({ resume: "my secret" }), config);

    const { traces } = await world.arrived();
    expect(traces[1]?.metadata).toMatchObject({ command: { resume: true } });
    expect(JSON.stringify([traces[1]?.input, traces[1]?.metadata])).not.toContain("my secret");
  });

  it("a command that brings messages shows them as the question of its turn", async () => {
    const world = await traceWorld();
    const graph = new StateGraph(MessagesAnnotation)
      .addNode("talk", async ({ messages }) => ({ messages: [await world.chatModel().invoke(messages)] }))
      .addEdge("__start__", "talk")
      .compile({ checkpointer: new MemorySaver() });
    const config = { callbacks: [world.handler], configurable: { thread_id: "thread-1" } };

    await graph.invoke({ messages: [new HumanMessage("Hi.")] }, config);
    await graph.invoke(new Command({ update: { messages: [new HumanMessage("Why?")] }, goto: "talk" }), config);

    const { traces } = await world.arrived();
    expect(traces[1]).toMatchObject({
      input: { messages: [{ role: "user", content: "Why?" }] },
      output: { output: "echo: Why?" },
      metadata: { command: { goto: ["talk"] } },
    });
  });
});
