import { asJsonObject, asList, asText, isJsonObject, type JsonObject } from "../../../records/json/json-object.js";

/** Content as Opik's chat view takes it: a text, or parts of the types text, image_url, input_audio and file. */
export type RenderedContent = string | readonly unknown[];

// What models repeat in their content although it stands in `tool_calls`, where it is shown.
const SHOWN_ELSEWHERE = new Set(["tool_use", "tool_call", "tool_call_chunk", "function_call", "input_json_delta"]);

/** Brings every provider's content blocks, and LangChain's own, to the parts that Opik shows. */
export function renderContent(content: unknown): RenderedContent {
  if (typeof content === "string") return content;
  if (content === undefined || content === null) return "";
  if (!Array.isArray(content)) return [content];
  const parts = asList(content)
    .filter((part) => !isShownElsewhere(part))
    .map(renderPart);
  const [only] = parts;
  if (parts.length === 0) return "";
  return parts.length === 1 && isJsonObject(only) && only.type === "text" && typeof only.text === "string"
    ? only.text
    : parts;
}

function isShownElsewhere(part: unknown): boolean {
  return isJsonObject(part) && SHOWN_ELSEWHERE.has(asText(part.type) ?? "");
}

function renderPart(part: unknown): unknown {
  if (typeof part === "string") return { type: "text", text: part };
  if (!isJsonObject(part)) return part;
  switch (part.type) {
    case "text":
    case "text_delta":
    case "output_text":
    case "input_text":
      return { type: "text", text: part.text };
    case "text-plain":
      return { type: "text", text: part.text ?? part.data };
    case "reasoning":
    case "thinking":
    case "reasoning_content":
      return { type: "text", text: `[reasoning] ${reasoningText(part)}` };
    case "refusal":
      return { type: "text", text: `[refusal] ${asText(part.refusal) ?? ""}` };
    case "image":
    case "input_image":
    case "image_url":
      return { type: "image_url", image_url: imageUrl(part) };
    case "audio":
      return { type: "input_audio", input_audio: { data: mediaData(part), format: mediaType(part)?.split("/")[1] } };
    case "media":
      return renderMedia(part);
    default:
      return part;
  }
}

function reasoningText(part: JsonObject): string {
  const summary = Array.isArray(part.summary)
    ? asList(part.summary)
        .map((one) => asText(asJsonObject(one).text) ?? "")
        .join("\n")
    : undefined;
  const direct = asText(part.reasoning) ?? asText(part.thinking) ?? asText(part.reasoning_content);
  return direct ?? asText(asJsonObject(part.reasoningText).text) ?? summary ?? "";
}

function imageUrl(part: JsonObject): JsonObject {
  if (isJsonObject(part.image_url)) return part.image_url;
  const url = asText(part.image_url) ?? asText(part.url) ?? asText(asJsonObject(part.source).url);
  return { url: url ?? dataUri(part, "image/png") };
}

function renderMedia(part: JsonObject): unknown {
  const type = mediaType(part) ?? "";
  if (type.startsWith("image/")) return { type: "image_url", image_url: { url: dataUri(part, type) } };
  if (type.startsWith("audio/"))
    return { type: "input_audio", input_audio: { data: mediaData(part), format: type.slice(6) } };
  return part;
}

function dataUri(part: JsonObject, fallbackType: string): unknown {
  const data = mediaData(part);
  return typeof data === "string" ? `data:${mediaType(part) ?? fallbackType};base64,${data}` : data;
}

function mediaType(part: JsonObject): string | undefined {
  return asText(part.mimeType) ?? asText(part.mime_type) ?? asText(asJsonObject(part.source).media_type);
}

function mediaData(part: JsonObject): unknown {
  return part.data ?? asJsonObject(part.source).data ?? part.fileId ?? part.id;
}
