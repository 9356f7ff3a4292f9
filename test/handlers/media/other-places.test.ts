import { dispatchCustomEvent } from "@langchain/core/callbacks/dispatch";
import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { Annotation, interrupt, MemorySaver, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sampleMedia } from "../../support/traces/sample-media.js";
import { textMatching } from "../../support/traces/text-matchers.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

// Longer than what Opik's server leaves in a record, and shorter than the longest base64 that would stay there inline.
const IMAGE = sampleMedia("image/png", 300_000);
const URL_OF_IMAGE = `data:image/png;base64,${IMAGE.toString("base64")}`;
const NOTE = "[image/png, 400.0 kB of base64 left out]";
const BYTES_NOTE = "[image/png, 300.0 kB left out]";

/** Whether some record holds base64, whole or in part. */
function holdsBase64({ opik }: TracedWorld): boolean {
  return JSON.stringify([opik.traces, opik.spans]).includes(IMAGE.toString("base64").slice(30_000, 30_100));
}

describe("media outside of inputs and outputs", () => {
  it("media in metadata is replaced by a note of its type and size", async () => {
    const world = await traceWorld();
    const metadata = { image: URL_OF_IMAGE, bytes: new Uint8Array(IMAGE), nested: { url: URL_OF_IMAGE } };
    await RunnableLambda.from(() => "done").invoke("go", { callbacks: [world.handler], metadata });
    const { trace } = await world.onlyTrace();

    expect(trace.metadata).toMatchObject({ image: NOTE, bytes: BYTES_NOTE, nested: { url: NOTE } });
    expect(holdsBase64(world)).toBe(false);
  });

  it("media in a custom event is replaced by a note of its type and size", async () => {
    const world = await traceWorld();
    const chain = RunnableLambda.from(async (_: string, config) => {
      await dispatchCustomEvent("screenshot", { image: URL_OF_IMAGE }, config);
      return "done";
    });
    await chain.invoke("go", { callbacks: [world.handler] });
    const { trace } = await world.onlyTrace();

    expect(trace.metadata).toMatchObject({ events: [{ name: "screenshot", data: { image: NOTE } }] });
    expect(holdsBase64(world)).toBe(false);
  });

  it.each([
    ["a data URI", URL_OF_IMAGE, NOTE],
    ["base64 alone", IMAGE.toString("base64"), NOTE],
    ["a long word that is no base64", "a".repeat(20_000), "a".repeat(20_000)],
  ])("media in a tool's error that quotes %s is replaced by a note of its type and size", async (_, quoted, shown) => {
    const world = await traceWorld();
    const read = tool(
      () => {
        throw new Error(`cannot read "${quoted}" here`);
      },
      { name: "read", description: "Reads.", schema: z.object({}) },
    );
    await expect(read.invoke({}, { callbacks: [world.handler] })).rejects.toThrow("cannot read");
    const { trace } = await world.onlyTrace();

    expect(trace.error_info?.message).toBe(`cannot read "${shown}" here`);
    expect(trace.error_info?.traceback).toContain(`cannot read "${shown}" here\n`);
    expect(holdsBase64(world)).toBe(false);
  });
});

it("media in an interrupt's value is attached to the trace, and named in its place", async () => {
  const world = await traceWorld();
  const state = Annotation.Root({ answer: Annotation<string> });
  const graph = new StateGraph(state)
    .addNode("ask", () => ({ answer: interrupt({ question: "Is this a cat?", image: URL_OF_IMAGE }) }))
    .addEdge("__start__", "ask")
    .compile({ checkpointer: new MemorySaver() });
  await graph.invoke({}, { callbacks: [world.handler], configurable: { thread_id: "1" } });
  const { trace, spans } = await world.onlyTrace();

  const [attachment] = world.opik.attachments;
  expect(world.opik.attachments).toHaveLength(1);
  expect(attachment?.bytes.equals(IMAGE)).toBe(true);
  const asked = { __interrupt__: [{ question: "Is this a cat?", image: `[${attachment?.fileName ?? ""}]` }] };
  for (const record of [trace, spans.find(({ name }) => name === "ask")]) expect(record?.output).toMatchObject(asked);
  expect(attachment).toMatchObject({ entityType: "trace", entityId: trace.id, fileName: textMatching(/^output-/) });
});
