import {
  asJsonObject,
  asText,
  isJsonObject,
  isListOf,
  type JsonObject,
  parsedJson,
} from "../../../records/json/json-object.js";

/** The parts of a message, in their order. */
export type MessagePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "reasoning"; readonly text: string }
  /** An address, a `data:` URL, or the name of an attachment in brackets. */
  | { readonly kind: "image"; readonly source: string }
  /** Base64, or the name of an attachment in brackets. */
  | { readonly kind: "audio"; readonly source: string; readonly format: string }
  | { readonly kind: "other"; readonly value: unknown };

export interface ToolCall {
  readonly id: string | undefined;
  readonly name: string;
  /** JSON where the model wrote valid JSON, otherwise its text. */
  readonly given: unknown;
}

export interface ChatMessage {
  readonly role: string;
  readonly name: string | undefined;
  readonly parts: readonly MessagePart[];
  readonly calls: readonly ToolCall[];
  /** For a tool's result: the call that it answers. */
  readonly answers: string | undefined;
}

const THOUGHT = "[reasoning] ";
// The names of roles in LangChain's own messages.
const ROLES: Readonly<Record<string, string>> = {
  human: "user",
  ai: "assistant",
  developer: "system",
  function: "tool",
};

/** The messages that a value holds, and what it holds beside them. Undefined where it holds none. */
export function chatIn(
  value: unknown,
): { readonly messages: readonly ChatMessage[]; readonly rest: JsonObject } | undefined {
  const { messages, choices, ...rest } = asJsonObject(value);
  if (isListOf(messages, isMessage))
    return { messages: messages.map(chatMessage), rest: withoutEmpty({ ...rest, choices }) };
  if (isListOf(choices, isChoice)) {
    return { messages: choices.map(({ message }) => chatMessage(asJsonObject(message))), rest: withoutEmpty(rest) };
  }
  return undefined;
}

function withoutEmpty(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function isMessage(value: unknown): value is JsonObject {
  return isJsonObject(value) && roleOf(value) !== undefined;
}

function isChoice(value: unknown): value is JsonObject {
  return isJsonObject(value) && isMessage(value.message);
}

function roleOf({ role, type, content }: JsonObject): string | undefined {
  return asText(role) ?? (content === undefined ? undefined : asText(type));
}

function chatMessage(message: JsonObject): ChatMessage {
  const role = roleOf(message) ?? "";
  return {
    role: ROLES[role] ?? role,
    name: asText(message.name),
    parts: partsOf(message.content),
    calls: Array.isArray(message.tool_calls) ? message.tool_calls.filter(isJsonObject).map(toolCall) : [],
    answers: asText(message.tool_call_id),
  };
}

function partsOf(content: unknown): readonly MessagePart[] {
  if (content === undefined || content === null || content === "") return [];
  if (typeof content === "string") return [textPart(content)];
  if (!Array.isArray(content)) return [{ kind: "other", value: content }];
  return content.map(partOf);
}

function partOf(part: unknown): MessagePart {
  if (typeof part === "string") return textPart(part);
  const { type, text, image_url: image, input_audio: audio, ...rest } = asJsonObject(part);
  if (typeof text === "string" && Object.keys(rest).length === 0) return textPart(text);
  const source = asText(image) ?? asText(asJsonObject(image).url);
  if (type === "image_url" && source !== undefined) return { kind: "image", source };
  const { data, format } = asJsonObject(audio);
  if (type === "input_audio" && typeof data === "string") {
    return { kind: "audio", source: data, format: asText(format) ?? "wav" };
  }
  return { kind: "other", value: part };
}

function textPart(text: string): MessagePart {
  return text.startsWith(THOUGHT) ? { kind: "reasoning", text: text.slice(THOUGHT.length) } : { kind: "text", text };
}

/** In OpenAI's form or in LangChain's. */
function toolCall({ id, name, args, function: asked }: JsonObject): ToolCall {
  const { name: askedName, arguments: given } = asJsonObject(asked);
  return { id: asText(id), name: asText(askedName) ?? asText(name) ?? "?", given: parsedJson(given ?? args) };
}
