import { type BaseMessage, coerceMessageLikeToMessage, ToolMessage } from "@langchain/core/messages";
import type { OpikMessage } from "opik";
import { isObject, type JsonObject } from "../records/json/json-object.js";

/** Converts the SDK's messages, which are those of the AI SDK, to LangChain's. */
export function langChainMessages(messages: readonly OpikMessage[]): BaseMessage[] {
  return messages.flatMap((message) => {
    if (typeof message.content === "string") {
      return [coerceMessageLikeToMessage({ role: message.role, content: message.content })];
    }
    const parts: readonly unknown[] = message.content;
    return message.role === "tool" ? parts.flatMap(toolMessage) : [partsMessage(message.role, parts)];
  });
}

/** The text of a message's content, whether it is one text or a list of parts. */
export function textOfContent(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  const texts = content.map((part: unknown) => (isObject(part) && typeof part.text === "string" ? part.text : ""));
  return texts.join("");
}

function partsMessage(role: "system" | "user" | "assistant", parts: readonly unknown[]): BaseMessage {
  const fields = parts.filter(isObject);
  const calls = fields.filter(({ type }) => type === "tool-call").map(toolCall);
  const content = fields.flatMap(contentPart);
  return coerceMessageLikeToMessage({ role, content, ...(calls.length > 0 && { tool_calls: calls }) });
}

function toolCall({ toolCallId, toolName, input }: JsonObject): JsonObject {
  return { type: "tool_call", id: toolCallId, name: toolName, args: input };
}

function toolMessage(part: unknown): ToolMessage[] {
  if (!isObject(part)) return [];
  const { toolCallId, toolName, output } = part;
  const value = isObject(output) && "value" in output ? output.value : output;
  const content = typeof value === "string" ? value : JSON.stringify(value ?? null);
  return [new ToolMessage({ content, tool_call_id: String(toolCallId), name: String(toolName) })];
}

type ContentPart = { readonly type: string } & JsonObject;

/** Parts that are not the AI SDK's own, such as `image_url`, are LangChain's too. */
function contentPart(part: JsonObject): ContentPart[] {
  switch (part.type) {
    case "tool-call":
    case "reasoning":
      return [];
    case "image":
      return [imagePart(part.image, part.mediaType ?? "image/png")];
    case "file":
      return "mediaType" in part ? [filePart(part)] : [asPart(part)];
    default:
      return [asPart(part)];
  }
}

function asPart(part: JsonObject): ContentPart {
  return { ...part, type: String(part.type) };
}

function filePart({ data, mediaType, filename }: JsonObject): ContentPart {
  if (String(mediaType).startsWith("image/")) return imagePart(data, mediaType);
  const place = mediaPlace(data);
  return {
    type: "file",
    mime_type: mediaType,
    ...("url" in place ? { source_type: "url", url: place.url } : { source_type: "base64", data: place.base64 }),
    ...(filename !== undefined && { metadata: { filename } }),
  };
}

function imagePart(image: unknown, mediaType: unknown): ContentPart {
  const place = mediaPlace(image);
  const url = "url" in place ? place.url : `data:${String(mediaType)};base64,${place.base64}`;
  return { type: "image_url", image_url: { url } };
}

function mediaPlace(given: unknown): { readonly url: string } | { readonly base64: string } {
  if (given instanceof URL) return { url: given.href };
  if (given instanceof Uint8Array) return { base64: Buffer.from(given).toString("base64") };
  if (given instanceof ArrayBuffer) return { base64: Buffer.from(given).toString("base64") };
  const text = String(given);
  return /^(?:https?|data):/.test(text) ? { url: text } : { base64: text };
}
