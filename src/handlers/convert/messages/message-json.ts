import { fewFields, hasFields } from "../../../records/json/few-members.js";
import { asJsonObject, asParts, asText, isJsonObject, type JsonObject } from "../../../records/json/json-object.js";
import { readToolCalls } from "../tools/tool-calls.js";
import { builtInToolText } from "./built-in-tools.js";
import { isThought, type RenderedContent, reasoningPart, reasoningText, renderMessage } from "./content-parts.js";
import { type ReadMessage, readMessage } from "./read-message.js";

// Opik shows a model call as a chat only if every message has one of these roles.
const ROLES: Readonly<Record<string, string>> = {
  human: "user",
  user: "user",
  ai: "assistant",
  assistant: "assistant",
  system: "system",
  developer: "system",
  tool: "tool",
  function: "tool",
};

/** A message as Opik shows it in a model call: OpenAI's format. @param toText - turns a value into JSON text */
export function openAiMessage(value: unknown, toText: (value: unknown) => string): JsonObject {
  const message = readMessage(value);
  if (message === undefined) return { role: "user", content: value };
  const { source } = message;
  const calls = readToolCalls(source).map((call) => ({
    id: call.id,
    type: "function",
    function: { name: call.name, arguments: typeof call.args === "string" ? call.args : toText(call.args) },
  }));
  return {
    role: ROLES[message.type] ?? "user",
    content: shownContent(message, toText),
    name: asText(source.name),
    tool_call_id: asText(source.tool_call_id),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

/** What a message says, after its model's reasoning and built-in tools: Opik shows only a message's content. */
function shownContent(message: ReadMessage, toText: (value: unknown) => string): RenderedContent {
  const rendered = renderMessage(message);
  const content = typeof rendered === "string" ? rendered : rendered.map((part) => builtInToolText(part, toText));
  const thought = asParts(message.content).some(isThought) ? undefined : thoughtBeside(message.source);
  if (thought === undefined) return content;
  const said = typeof content !== "string" ? content : content === "" ? [] : [{ type: "text", text: content }];
  return [reasoningPart(thought), ...said];
}

// The forms of DeepSeek, xAI and Ollama, of Groq and OpenRouter, and of OpenAI.
export function thoughtBeside({ reasoning_content, additional_kwargs }: JsonObject): string | undefined {
  const beside = asJsonObject(additional_kwargs);
  const direct = asText(reasoning_content) ?? asText(beside.reasoning_content) ?? asText(beside.reasoning);
  return direct ?? asText(reasoningText(asJsonObject(beside.reasoning)));
}

const KEPT_TYPES = new Set(["human", "ai", "system", "tool", "function", "remove"]);

/** A message as Opik shows it in the state of a chain or a graph: LangChain's format, without a `role`. */
export function langChainMessage(message: ReadMessage, toText: (value: unknown) => string): JsonObject {
  const { type, source } = message;
  if (type === "remove") return { type, id: source.id };
  const calls = readToolCalls(source).map(({ id, name, args }) => ({ name, args, id }));
  return {
    type: type === "developer" ? "system" : KEPT_TYPES.has(type) ? type : "chat",
    content: shownContent(message, toText),
    ...(calls.length > 0 && { tool_calls: calls }),
    name: asText(source.name),
    tool_call_id: asText(source.tool_call_id),
    id: asText(source.id),
    status: asText(source.status),
    artifact: source.artifact,
    response_metadata: without(source.response_metadata, ["tokenUsage", "usage"]),
    usage_metadata: filled(source.usage_metadata),
    additional_kwargs: without(source.additional_kwargs, SAID_BESIDE),
  };
}

const SAID_BESIDE = ["tool_calls", "function_call", "audio", "tool_outputs", "reasoning_content", "reasoning"];

// Leaves out what the message has elsewhere too: a history is written again with every step of an agent.
function without(value: unknown, keys: readonly string[]): JsonObject | undefined {
  const entries = Object.entries(fewFields(asJsonObject(value))).filter(([key]) => !keys.includes(key));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function filled(value: unknown): JsonObject | undefined {
  return isJsonObject(value) && !hasFields(value, 0) ? value : undefined;
}
