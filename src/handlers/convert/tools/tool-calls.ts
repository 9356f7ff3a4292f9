import { hasFields } from "../../../records/json/few-members.js";
import { asJsonObject, asParts, asText, isJsonObject, type JsonObject } from "../../../records/json/json-object.js";
import { mayVisit, spendVisits } from "../../../records/json/write-work.js";
import { MAX_JSON_LENGTH } from "./tool-values.js";

/** A model's request to call a tool. `args` is a text where the model wrote no valid JSON. */
export interface ToolCall {
  readonly id: string | undefined;
  readonly name: string;
  readonly args: unknown;
}

/** The tool calls of an AI message, valid and invalid, wherever its maker put them. */
export function readToolCalls(message: JsonObject): readonly ToolCall[] {
  if (saysTextAlone(message)) return NONE;
  const calls = callsOf(message);
  const asked = calls.some(isNameless) && asksBuiltInTool(message) ? calls.filter((call) => !isNameless(call)) : calls;
  if (calls.length > 0) return asked.map(readToolCall);
  const { tool_calls, function_call } = asJsonObject(message.additional_kwargs);
  const raw = asParts(tool_calls).filter(isJsonObject);
  if (raw.length > 0) return raw.map(readToolCall);
  const blocks = asParts(message.content).filter(isCallBlock);
  if (blocks.length > 0) return blocks.map(readToolCall);
  return [message.function_call, function_call].filter(isJsonObject).slice(0, 1).map(readToolCall);
}

/** Whether there are any, or such as a provider's own tool was asked with. */
export function hasToolCalls(message: JsonObject): boolean {
  const { tool_calls, function_call } = asJsonObject(message.additional_kwargs);
  const lists = [message.tool_calls, message.invalid_tool_calls, tool_calls];
  if (lists.some((list) => asParts(list).some(isJsonObject))) return true;
  return asParts(message.content).some(isCallBlock) || [message.function_call, function_call].some(isJsonObject);
}

/**
 * The inputs of a provider's built-in tools in a stream of Anthropic's, in their order: LangChain reads them as calls
 * of tools that have no name, and leaves them out where they belong.
 */
export function builtInInputs(message: JsonObject): readonly unknown[] {
  if (!asksBuiltInTool(message)) return NONE;
  return callsOf(message)
    .filter(isNameless)
    .map(({ args }) => parseArguments(args));
}

/** A part of a message's content that lacks the tool's input. */
export function lacksInput(part: unknown): part is JsonObject {
  return isJsonObject(part) && part.type === "server_tool_use" && part.input === "";
}

function asksBuiltInTool({ content }: JsonObject): boolean {
  return Array.isArray(content) && asParts(content).some(lacksInput);
}

const NONE: readonly ToolCall[] = [];

/** Whether it has no place for a call: so it is with most messages, which are asked several times. */
function saysTextAlone(message: JsonObject): boolean {
  const { content, tool_calls, invalid_tool_calls, additional_kwargs, function_call } = message;
  if (typeof content !== "string" || function_call !== undefined) return false;
  return isNothing(tool_calls) && isNothing(invalid_tool_calls) && hasFields(asJsonObject(additional_kwargs), 0);
}

function isNothing(list: unknown): boolean {
  return list === undefined || (Array.isArray(list) && list.length === 0);
}

function callsOf({ tool_calls, invalid_tool_calls }: JsonObject): readonly JsonObject[] {
  return [...asParts(tool_calls), ...asParts(invalid_tool_calls)].filter(isJsonObject);
}

function isNameless({ id, name }: JsonObject): boolean {
  return asText(id) === undefined && asText(name) === undefined;
}

/** How providers and LangChain write a call among the parts of a message's content. */
const CALL_BLOCKS = new Set(["tool_use", "tool_call", "function_call"]);

function isCallBlock(part: unknown): part is JsonObject {
  return isJsonObject(part) && (CALL_BLOCKS.has(asText(part.type) ?? "") || isJsonObject(part.functionCall));
}

function readToolCall(call: JsonObject): ToolCall {
  const asked = [call.function, call.functionCall].find(isJsonObject) ?? {};
  return {
    id: asText(call.call_id) ?? asText(call.id) ?? asText(asked.id),
    name: asText(call.name) ?? asText(asked.name) ?? "",
    args: call.args ?? call.input ?? asked.args ?? parseArguments(call.arguments ?? asked.arguments),
  };
}

/** Parsing eight characters takes as long as reading a member. */
const PARSED_VISITS = 6;

function parseArguments(text: unknown): unknown {
  if (typeof text !== "string") return text ?? {};
  if (text.length > MAX_JSON_LENGTH || !mayVisit()) return text;
  spendVisits(PARSED_VISITS + (text.length >> 3));
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    return text;
  }
}
