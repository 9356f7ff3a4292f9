import { asJsonObject, asList, asText, isJsonObject, type JsonObject } from "../../../records/json/json-object.js";
import { MAX_JSON_LENGTH } from "./tool-values.js";

/** A model's request to call a tool. `args` is a text where the model wrote no valid JSON. */
export interface ToolCall {
  readonly id: string | undefined;
  readonly name: string;
  readonly args: unknown;
}

/** The tool calls of an AI message, valid and invalid, from wherever its maker put them. */
export function readToolCalls(message: JsonObject): readonly ToolCall[] {
  const calls = [...asList(message.tool_calls), ...asList(message.invalid_tool_calls)];
  const found = calls.length > 0 ? calls : asList(asJsonObject(message.additional_kwargs).tool_calls);
  return found.filter(isJsonObject).map(readToolCall);
}

function readToolCall(call: JsonObject): ToolCall {
  const asked = asJsonObject(call.function);
  return {
    id: asText(call.id),
    name: asText(call.name) ?? asText(asked.name) ?? "",
    args: call.args ?? parseArguments(asked.arguments),
  };
}

function parseArguments(text: unknown): unknown {
  if (typeof text !== "string") return text ?? {};
  if (text.length > MAX_JSON_LENGTH) return text;
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    return text;
  }
}
