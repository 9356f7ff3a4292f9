import { HumanMessage } from "@langchain/core/messages";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { describe, expect, it } from "vitest";
import { asJsonObject, asList } from "../../../src/records/json/json-object.js";
import { sampleMedia } from "../../support/traces/sample-media.js";
import { textMatching } from "../../support/traces/text-matchers.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

const LARGE = 300_000;
const PNG = sampleMedia("image/png", LARGE);
const WAV = sampleMedia("audio/wav", LARGE);
const MP4 = sampleMedia("video/mp4", LARGE);
const PDF = sampleMedia("application/pdf", LARGE);
const SMALL_PNG = sampleMedia("image/png", 900);

const base64 = (bytes: Buffer) => bytes.toString("base64");
const plainBytes = (bytes: Buffer) => Uint8Array.from(bytes);
const dataUri = (bytes: Buffer, type: string) => `data:${type};base64,${base64(bytes)}`;

/** The part of a message as its model's span has it, and what was uploaded. */
async function recorded(part: object, options = {}): Promise<{ part: unknown; world: TracedWorld }> {
  const world = await traceWorld(undefined, options);
  const message = new HumanMessage({
    content: [
      { type: "text", text: "Look:" },
      { ...part, type: typeOf(part) },
    ],
  });
  await new FakeListChatModel({ responses: ["fine"] }).invoke([message], { callbacks: [world.handler] });
  const { spans } = await world.onlyTrace();
  const [shown] = asList(asJsonObject(spans[0]?.input).messages).map(asJsonObject);
  return { part: asList(shown?.content)[1], world };
}

function typeOf(part: object): string {
  return "type" in part ? String(part.type) : "media_block";
}

const containing = (fields: object): unknown => expect.objectContaining(fields);
const named = (name: string) => textMatching(new RegExp(`^\\[input-attachment-1-\\d{13}-sdk\\.${name}\\]$`));
const image = (ending = "png") => ({ type: "image_url", image_url: { url: named(ending) } });
const sound = (ending = "wav") => ({
  type: "input_audio",
  input_audio: containing({ data: named(ending) }),
});
const video = { type: "file", file: containing({ file_data: named("mp4"), format: "video/mp4" }) };
const file = (name: string) => ({
  type: "text",
  text: textMatching(
    new RegExp(`^${name} \\(application/pdf, 300\\.0 kB\\): \\[input-attachment-1-\\d{13}-sdk\\.pdf\\]$`),
  ),
});

describe("large or binary media", () => {
  it.each<[string, object, Buffer, unknown]>([
    [
      "OpenAI's image_url",
      { type: "image_url", image_url: { url: dataUri(PNG, "image/png"), detail: "low" } },
      PNG,
      { type: "image_url", image_url: { url: named("png"), detail: "low" } },
    ],
    ["a bare image_url", { type: "image_url", image_url: dataUri(PNG, "image/png") }, PNG, image()],
    ["OpenAI's input_image", { type: "input_image", image_url: dataUri(PNG, "image/png") }, PNG, image()],
    ["OpenAI's input_audio", { type: "input_audio", input_audio: { data: base64(WAV), format: "wav" } }, WAV, sound()],
    [
      "OpenAI's file",
      { type: "file", file: { file_data: dataUri(PDF, "application/pdf"), filename: "report.pdf" } },
      PDF,
      file("report.pdf"),
    ],
    [
      "OpenAI's input_file",
      { type: "input_file", file_data: dataUri(PDF, "application/pdf"), filename: "report.pdf" },
      PDF,
      file("report.pdf"),
    ],
    [
      "Anthropic's image",
      { type: "image", source: { type: "base64", media_type: "image/png", data: base64(PNG) } },
      PNG,
      image(),
    ],
    [
      "Anthropic's document",
      {
        type: "document",
        title: "Report",
        source: { type: "base64", media_type: "application/pdf", data: base64(PDF) },
      },
      PDF,
      file("Report"),
    ],
    ["Google's media", { type: "media", mimeType: "image/png", data: base64(PNG) }, PNG, image()],
    ["Google's media of a video", { type: "media", mimeType: "video/mp4", data: base64(MP4) }, MP4, video],
    ["Google's media of a file", { type: "media", mimeType: "application/pdf", data: base64(PDF) }, PDF, file("file")],
    [
      "Google's inlineData",
      { type: "inlineData", inlineData: { mimeType: "image/png", data: base64(PNG) } },
      PNG,
      image(),
    ],
    ["Google's inlineData of a sound", { inlineData: { mimeType: "audio/wav", data: base64(WAV) } }, WAV, sound()],
    [
      "Bedrock's image",
      { type: "image", image: { format: "png", source: { bytes: plainBytes(SMALL_PNG) } } },
      SMALL_PNG,
      image(),
    ],
    ["Bedrock's image without a type", { image: { format: "png", source: { bytes: plainBytes(PNG) } } }, PNG, image()],
    [
      "Bedrock's document",
      { type: "document", document: { format: "pdf", name: "report", source: { bytes: plainBytes(PDF) } } },
      PDF,
      file("report"),
    ],
    ["Bedrock's video", { type: "video", video: { format: "mp4", source: { bytes: plainBytes(MP4) } } }, MP4, video],
    [
      "an image with bytes in its source",
      { type: "image", format: "png", source: { bytes: plainBytes(SMALL_PNG) } },
      SMALL_PNG,
      image(),
    ],
    [
      "LangChain's v0 image",
      { type: "image", source_type: "base64", mime_type: "image/png", data: base64(PNG) },
      PNG,
      image(),
    ],
    [
      "LangChain's v0 sound",
      { type: "audio", source_type: "base64", mime_type: "audio/wav", data: base64(WAV) },
      WAV,
      sound(),
    ],
    [
      "LangChain's v0 file",
      {
        type: "file",
        source_type: "base64",
        mime_type: "application/pdf",
        data: base64(PDF),
        metadata: { filename: "report.pdf" },
      },
      PDF,
      // LangChain hands it to callbacks without its name.
      file("file"),
    ],
    ["LangChain's v1 image", { type: "image", mimeType: "image/png", data: base64(PNG) }, PNG, image()],
    [
      "LangChain's v1 image of bytes",
      { type: "image", mimeType: "image/png", data: plainBytes(SMALL_PNG) },
      SMALL_PNG,
      image(),
    ],
    [
      "LangChain's v1 image of bytes that do not tell their type",
      { type: "image", data: plainBytes(sampleMedia("image/jpeg", 500)) },
      sampleMedia("image/jpeg", 500),
      image("jpg"),
    ],
    [
      "LangChain's v1 sound of bytes",
      { type: "audio", mimeType: "audio/mpeg", data: plainBytes(sampleMedia("audio/mpeg", 500)) },
      sampleMedia("audio/mpeg", 500),
      sound("mp3"),
    ],
    ["LangChain's v1 video", { type: "video", mimeType: "video/mp4", data: base64(MP4) }, MP4, video],
    [
      "LangChain's v1 file",
      { type: "file", mimeType: "application/pdf", data: plainBytes(PDF), metadata: { filename: "report.pdf" } },
      PDF,
      file("report.pdf"),
    ],
    [
      "a part that is not known",
      { type: "hologram", beam: base64(PNG) },
      PNG,
      { type: "hologram", beam: named("png") },
    ],
    [
      "base64 in the alphabet of URLs",
      { type: "image", mimeType: "image/png", data: PNG.toString("base64url") },
      PNG,
      image(),
    ],
    [
      "base64 in lines",
      { type: "image", mimeType: "image/png", data: base64(PNG).replace(/.{76}/g, "$&\n") },
      PNG,
      image(),
    ],
  ])(
    "large or binary media (%s) is attached to the trace and to the model's span",
    async (_, part, bytes, expected) => {
      const { part: shown, world } = await recorded(part);

      expect(shown).toEqual(expected);
      const [trace, span] = [world.opik.traces[0], world.opik.spans[0]];
      const owners = world.opik.attachments.map(({ entityType, entityId }) => `${entityType} ${entityId}`);
      expect(owners.sort()).toEqual([`span ${span?.id ?? ""}`, `trace ${trace?.id ?? ""}`]);
      for (const attachment of world.opik.attachments) {
        expect(JSON.stringify(span?.input)).toContain(`[${attachment.fileName}]`);
        expect(attachment.projectName).toBe("tests");
        expect(attachment.bytes.equals(bytes)).toBe(true);
      }
      expect(JSON.stringify(trace?.input)).toContain(`[${world.opik.attachments[0]?.fileName ?? ""}]`);
      expect(world.opik.attachments).toHaveLength(2);
    },
  );
});

describe("small media", () => {
  const small = base64(SMALL_PNG);

  it.each<[string, object, unknown]>([
    [
      "an image",
      { type: "image", mimeType: "image/png", data: small },
      { type: "image_url", image_url: { url: `data:image/png;base64,${small}` } },
    ],
    [
      "a sound",
      { type: "audio", mimeType: "audio/wav", data: "UklGRg==" },
      { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } },
    ],
    [
      "an image of 249,000 characters",
      { type: "image", mimeType: "image/png", data: base64(sampleMedia("image/png", 186_750)) },
      { type: "image_url", image_url: { url: textMatching(/^data:image\/png;base64,iVBOR[\w+/]{240000}/) } },
    ],
  ])("small media (%s) stays in the record, in a form that Opik's page shows", async (_, part, expected) => {
    const { part: shown, world } = await recorded(part);

    expect(shown).toEqual(expected);
    expect(world.opik.attachments).toEqual([]);
  });

  it("a file, which Opik's page does not show, is attached however small it is", async () => {
    const pdf = sampleMedia("application/pdf", 800);
    const { part, world } = await recorded({ type: "file", mimeType: "application/pdf", data: base64(pdf) });

    expect(part).toEqual({
      type: "text",
      text: textMatching(/^file \(application\/pdf, 800 bytes\): \[input-/),
    });
    expect(world.opik.attachments[0]?.bytes.equals(pdf)).toBe(true);
  });
});

describe("references and content that cannot be converted", () => {
  it.each<[string, object, unknown]>([
    ["a file's id", { type: "file", file: { file_id: "file-1" } }, { type: "file", file: { file_id: "file-1" } }],
    [
      "a file's address",
      { type: "file", url: "https://example.com/a.pdf" },
      { type: "file", url: "https://example.com/a.pdf" },
    ],
    [
      "Google's fileData",
      { type: "media", mimeType: "image/png", fileUri: "gs://owls/1.png" },
      { type: "image_url", image_url: { url: "gs://owls/1.png" } },
    ],
    [
      "a document of text",
      { type: "document", source: { type: "text", media_type: "text/plain", data: "Owls fly." } },
      { type: "document", source: { type: "text", media_type: "text/plain", data: "Owls fly." } },
    ],
    [
      "Bedrock's place in S3",
      { type: "video", video: { format: "mp4", source: { s3Location: { uri: "s3://owls/1.mp4" } } } },
      { type: "video", video: { format: "mp4", source: { s3Location: { uri: "s3://owls/1.mp4" } } } },
    ],
  ])("%s stays as it is, and nothing is attached", async (_, part, expected) => {
    const { part: shown, world } = await recorded(part);

    expect(shown).toEqual(expected);
    expect(world.opik.attachments).toEqual([]);
  });
});

describe("the option `media`", () => {
  const part = { type: "image", mimeType: "image/png", data: base64(PNG) };

  it("`media: inline` keeps media in the record", async () => {
    const { part: shown, world } = await recorded(part, { media: "inline" });

    expect(shown).toEqual({ type: "image_url", image_url: { url: `data:image/png;base64,${base64(PNG)}` } });
    expect(world.opik.attachments).toEqual([]);
  });

  it.each([
    ["omit", { media: "omit" }],
    ["inline, above maxMediaLength", { media: "inline", maxMediaLength: 100_000 }],
    ["upload, above maxAttachmentBytes", { maxAttachmentBytes: 200_000 }],
  ])("a note of type, size and name stands for media with %s", async (_, options) => {
    const named = { ...part, metadata: { filename: "owl.png" } };
    const { part: shown, world } = await recorded(named, options);

    expect(shown).toEqual({ type: "text", text: "[image/png, 300.0 kB left out: owl.png]" });
    expect(world.opik.attachments).toEqual([]);
  });
});
