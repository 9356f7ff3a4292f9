import { asJsonObject, asText, isJsonObject, isObject, type JsonObject } from "../../../records/json/json-object.js";

/** A chat message of any origin, in LangChain's terms. */
export interface ReadMessage {
  /** human, ai, system, developer, tool, function, remove, or the role of a generic message. */
  readonly type: string;
  readonly content: unknown;
  readonly source: JsonObject;
}

const TYPES_BY_ROLE: Readonly<Record<string, string>> = { user: "human", assistant: "ai" };

/** LangChain's own message classes, whichever copy made them. */
export function isMessageObject(value: object): boolean {
  return "content" in value && "_getType" in value && typeof value._getType === "function";
}

/**
 * Reads an element of a list of messages: a message object, its serialised form, `{ role, content }`, `["role",
 * "content"]` or a plain text. Undefined if it is none of these.
 */
export function readMessage(value: unknown): ReadMessage | undefined {
  if (typeof value === "string") return { type: "human", content: value, source: {} };
  if (Array.isArray(value)) return readPair(value);
  if (!isJsonObject(value)) return undefined;
  if (isMessageObject(value)) return { type: messageType(value), content: value.content, source: value };
  return readSerialised(value) ?? readPlain(value);
}

/** A list with more is no conversation. */
export const MAX_MESSAGES = 10_000;
const TYPES = new Set(["human", "ai", "system", "developer", "tool", "function", "remove"]);

/** Whether it is a list of messages, and not of anything else that looks like them. */
export function isMessageList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.length <= MAX_MESSAGES && value.every(isMessage);
}

function isMessage(value: unknown): boolean {
  if (!isObject(value)) return false;
  return isMessageObject(value) || TYPES.has(readMessage(value)?.type ?? "");
}

// Before 1.0, LangChain's messages had their type from a method alone.
function messageType(message: JsonObject): string {
  const type = asText(message.type) ?? askedType(message) ?? "generic";
  return type === "generic" ? (asText(message.role) ?? "generic") : type;
}

function askedType(message: JsonObject): string | undefined {
  const { _getType: ask } = message;
  return typeof ask === "function" ? asText(Reflect.apply(ask, message, [])) : undefined;
}

function readPair(pair: readonly unknown[]): ReadMessage | undefined {
  const [role, content] = pair;
  if (pair.length !== 2 || typeof role !== "string") return undefined;
  return { type: TYPES_BY_ROLE[role] ?? role, content, source: {} };
}

// { lc: 1, type: "constructor", id: [..., "HumanMessage"], kwargs: { content, ... } }
function readSerialised(value: JsonObject): ReadMessage | undefined {
  if (value.type !== "constructor" || !Array.isArray(value.id) || !isJsonObject(value.kwargs)) return undefined;
  const name = asText(value.id.at(-1));
  const type = /^(\w+?)Message(Chunk)?$/.exec(name ?? "")?.[1]?.toLowerCase();
  return type === undefined ? undefined : { type, content: value.kwargs.content, source: value.kwargs };
}

// { role, content }, { type, content }, or { type, data: { content } } as LangChain's stores keep it.
function readPlain(value: JsonObject): ReadMessage | undefined {
  const role = asText(value.role) ?? asText(value.type);
  if (role === undefined) return undefined;
  const source = "content" in value ? value : asJsonObject(value.data);
  if (!("content" in source) && !("tool_calls" in source)) return undefined;
  return { type: TYPES_BY_ROLE[role] ?? role, content: source.content ?? "", source };
}
