import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { Annotation, MessagesAnnotation, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { asJsonObject, asList } from "../../../src/records/json/json-object.js";
import { recordTraces } from "../../../src/testing/index.js";
import { spanNamed } from "../../support/opik-server/find-span.js";
import { sampleMedia } from "../../support/traces/sample-media.js";
import { textMatching } from "../../support/traces/text-matchers.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const PAGES = [1, 2, 3, 4].map((page) => sampleMedia("image/png", 300_000, page));
const imagePart = (bytes: Buffer) => ({
  type: "image_url",
  image_url: { url: `data:image/png;base64,${bytes.toString("base64")}` },
});
const question = (...images: readonly Buffer[]) => new HumanMessage({ content: images.map(imagePart) });
const PLACEHOLDER = /\[(?:input|output)-attachment-\d+-\d+-sdk\.\w+\]/g;

describe("media", () => {
  it("four images of 400 kB in one message all arrive", async () => {
    const world = await traceWorld();
    const model = new FakeListChatModel({ responses: ["fine"] });
    await model.invoke([question(...PAGES)], { callbacks: [world.handler] });
    const { trace, spans } = await world.onlyTrace();

    for (const record of [trace, spans[0]]) {
      const names = JSON.stringify(record?.input).match(PLACEHOLDER) ?? [];
      expect(new Set(names).size).toBe(4);
      const own = world.opik.attachments.filter(({ entityId }) => entityId === record?.id);
      expect(own.map(({ fileName }) => `[${fileName}]`).sort()).toEqual([...names].sort());
      expect(own.map(({ bytes }) => PAGES.findIndex((page) => page.equals(bytes))).sort()).toEqual([0, 1, 2, 3]);
    }
  });

  it("media that recurs with a conversation's history is sent once for the trace and each model's span", async () => {
    const world = await traceWorld();
    const model = new FakeListChatModel({ responses: ["one", "two", "three"] });
    const [page = Buffer.alloc(0)] = PAGES;
    // As a checkpoint brings them: other objects with the same content.
    const copyOf = (messages: readonly BaseMessage[]) =>
      messages.map((one) => new HumanMessage(structuredClone(one.content)));
    const chat = RunnableLambda.from(async (messages: BaseMessage[]) => {
      for (const _ of [1, 2, 3]) await model.invoke([...copyOf(messages), ...copyOf(messages)]);
      return "done";
    });
    await chat.invoke([question(page)], { callbacks: [world.handler] });
    const { trace, spans } = await world.onlyTrace();

    const models = spans.filter(({ type }) => type === "llm");
    expect(models).toHaveLength(3);
    const owners = world.opik.attachments.map(({ entityId }) => entityId).sort();
    expect(owners).toEqual([trace.id, ...models.map(({ id }) => id)].sort());
    expect(new Set(world.opik.attachments.map(({ fileName }) => fileName)).size).toBe(1);
  });

  it("media in the state of a graph arrives, and each graph turn has its own", async () => {
    const world = await traceWorld();
    const [page = Buffer.alloc(0)] = PAGES;
    const State = Annotation.Root({ ...MessagesAnnotation.spec, scan: Annotation<string>() });
    const model = new FakeListChatModel({ responses: ["fine"] });
    const graph = new StateGraph(State)
      .addNode("look", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
      .addEdge("__start__", "look")
      .addEdge("look", "__end__")
      .compile();
    const scan = sampleMedia("application/pdf", 200_000).toString("base64");
    await graph.invoke({ messages: [question(page)], scan }, { callbacks: [world.handler] });
    const { trace, spans } = await world.onlyTrace();

    expect(
      world.opik.attachments
        .filter(({ entityId }) => entityId === trace.id)
        .map(({ mimeType }) => mimeType)
        .sort(),
    ).toEqual(["application/pdf", "image/png"]);
    for (const record of [trace, ...spans]) {
      for (const name of JSON.stringify(record).match(PLACEHOLDER) ?? []) {
        expect(world.opik.attachments.map(({ fileName }) => `[${fileName}]`)).toContain(name);
      }
      expect(JSON.stringify(record)).not.toContain(scan.slice(0, 1_000));
    }
  });

  it("media that a tool returns is an output of the tool, and an input of the model that sees it", async () => {
    const world = await traceWorld();
    const [page = Buffer.alloc(0)] = PAGES;
    const camera = tool(() => [imagePart(page)], { name: "camera", description: "Takes a picture." });
    const model = new FakeListChatModel({ responses: ["an owl"] });
    const chain = RunnableLambda.from(async () => {
      const content: unknown = await camera.invoke({});
      const call = { id: "call_1", name: "camera", args: {} };
      const seen = new ToolMessage({ content: content as ReturnType<typeof imagePart>[], tool_call_id: "call_1" });
      return model.invoke([new HumanMessage("Look!"), new AIMessage({ content: "", tool_calls: [call] }), seen]);
    });
    await chain.invoke("go", { callbacks: [world.handler] });
    const { trace, spans } = await world.onlyTrace();

    const toolSpan = spanNamed(spans, "camera");
    const modelSpan = spans.find(({ type }) => type === "llm");
    expect(JSON.stringify(toolSpan.output)).toMatch(/"url":"\[output-attachment-1-\d+-sdk\.png\]"/);
    expect(JSON.stringify(modelSpan?.input)).toMatch(/"url":"\[input-attachment-1-\d+-sdk\.png\]"/);
    const owners = world.opik.attachments.map(({ entityId }) => entityId).sort();
    expect(owners).toEqual([trace.id, toolSpan.id, modelSpan?.id ?? ""].sort());
  });

  it("media that a tool returns as bare bytes arrives", async () => {
    const world = await traceWorld();
    const camera = RunnableLambda.from(() => ({ shot: Uint8Array.from(sampleMedia("image/jpeg", 70)), tag: "owl" }));
    await camera.invoke("go", { callbacks: [world.handler] });
    const { trace } = await world.onlyTrace();

    expect(trace.output).toEqual({ shot: textMatching(/^\[output-attachment-1-\d+-sdk\.jpg\]$/), tag: "owl" });
    expect(world.opik.attachments[0]?.bytes.equals(sampleMedia("image/jpeg", 70))).toBe(true);
  });

  it("audio that a model answers with is attached to the output, with its transcript", async () => {
    const world = await traceWorld();
    const sound = sampleMedia("audio/wav", 300_000);
    const audio = { id: "audio_1", data: sound.toString("base64"), transcript: "An owl.", expires_at: 1 };
    const model = RunnableLambda.from(() => new AIMessage({ content: "", additional_kwargs: { audio } }));
    await model.invoke("go", { callbacks: [world.handler] });
    const { trace } = await world.onlyTrace();

    const [message] = asList(asJsonObject(trace.output).messages).map(asJsonObject);
    const shown = message === undefined ? trace.output : message.content;
    expect(JSON.stringify(shown ?? trace.output)).toContain("An owl.");
    const attachments = world.opik.attachments.filter(({ fileName }) => fileName.startsWith("output-attachment-1-"));
    expect(attachments.map(({ bytes, mimeType }) => [bytes.equals(sound), mimeType])).toEqual([[true, "audio/wav"]]);
  });

  it("media in a prompt arrives with the trace of the chain", async () => {
    const world = await traceWorld();
    const [page = Buffer.alloc(0)] = PAGES;
    const prompt = ChatPromptTemplate.fromMessages([["placeholder", "{messages}"]]);
    const chain = prompt.pipe(new FakeListChatModel({ responses: ["fine"] }));
    await chain.invoke({ messages: [question(page)] }, { callbacks: [world.handler] });
    const { trace, spans } = await world.onlyTrace();

    const model = spans.find(({ type }) => type === "llm");
    expect(world.opik.attachments.map(({ entityId }) => entityId).sort()).toEqual([trace.id, model?.id ?? ""].sort());
  });

  it("media is uploaded in parts to a storage like Amazon S3", async () => {
    const world = await traceWorld(undefined, {}, { storage: "s3" });
    const film = sampleMedia("video/mp4", 11_000_000);
    const part = { type: "video", mimeType: "video/mp4", data: Uint8Array.from(film) };
    const model = new FakeListChatModel({ responses: ["fine"] });
    await model.invoke([new HumanMessage({ content: [part] })], { callbacks: [world.handler] });
    await world.arrived();

    expect(world.opik.attachments.map(({ bytes }) => bytes.equals(film))).toEqual([true, true]);
  });

  it("media that a test records is among its recorded attachments", async () => {
    const recorded = recordTraces();
    const [page = Buffer.alloc(0)] = PAGES;
    await new FakeListChatModel({ responses: ["fine"] }).invoke([question(page)], { callbacks: [recorded.handler] });

    expect(recorded.attachments.map(({ entity_type }) => entity_type).sort()).toEqual(["span", "trace"]);
    expect(recorded.attachments[0]?.data).toBe(page.toString("base64"));
    recorded.clear();
    expect(recorded.attachments).toEqual([]);
  });
});

describe("media that is not recorded", () => {
  const [page = Buffer.alloc(0), other = Buffer.alloc(0)] = PAGES;
  const ask = async (options: Parameters<typeof traceWorld>[1]) => {
    const world = await traceWorld(undefined, options);
    const model = new FakeListChatModel({ responses: ["fine"] });
    const content = [{ type: "text", text: "Mail me: owl@example.com" }, imagePart(page), imagePart(other)];
    await model.invoke([new HumanMessage({ content })], { callbacks: [world.handler] });
    await world.arrived();
    return world.opik;
  };

  it("media in inputs that are not captured is not uploaded", async () => {
    expect((await ask({ captureInputs: false })).attachments).toEqual([]);
  });

  it("media in a part that the redactor removes is not uploaded", async () => {
    const opik = await ask({
      redact: (value) => (asJsonObject(value).type === "image_url" ? { type: "text", text: "[an image]" } : value),
    });

    expect(opik.attachments).toEqual([]);
    expect(JSON.stringify(opik.spans)).toContain("[an image]");
  });

  it("media that the redactor hides by its data is not uploaded", async () => {
    const seen: number[] = [];
    const opik = await ask({
      redact: (value) => {
        if (typeof value !== "string" || !value.startsWith("data:image/")) return value;
        seen.push(value.length);
        return "[hidden]";
      },
    });

    expect(opik.attachments).toEqual([]);
    expect(Math.max(...seen)).toBeGreaterThan(400_000);
    expect(JSON.stringify(opik.spans)).toContain('"url":"[hidden]"');
  });

  it("media that the redactor leaves is uploaded", async () => {
    const kept = other.toString("base64");
    const opik = await ask({
      redaction: "standard",
      redact: (value) =>
        typeof value === "string" && value.startsWith("data:image/") && !value.endsWith(kept) ? undefined : value,
    });

    expect(opik.attachments.map(({ bytes }) => bytes.equals(other))).toEqual([true, true]);
    expect(JSON.stringify(opik.spans)).not.toContain("owl@example.com");
  });

  it("media of a trace outside the sampled share is not uploaded", async () => {
    const opik = await ask({ sampleRate: 0, alwaysKeep: [] });

    expect(opik.attachments).toEqual([]);
  });

  it("a text that looks like a placeholder for media uploads nothing", async () => {
    const world = await traceWorld();
    const model = new FakeListChatModel({ responses: ["fine"] });
    const text = `[langchain-opik-media-${"0".repeat(24)}] [input-attachment-1-1767225600000-sdk.png]`;
    await model.invoke([question(page), new HumanMessage(text)], { callbacks: [world.handler] });
    const { spans } = await world.onlyTrace();

    expect(world.opik.attachments).toHaveLength(2);
    expect(JSON.stringify(spans[0]?.input)).toContain(text);
  });
});
