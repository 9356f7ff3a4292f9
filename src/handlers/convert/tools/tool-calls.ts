import { isShape, listOf, type Shape, shapeOf, textOf } from "../../../records/json/shape-fields.js";
import { MAX_JSON_LENGTH } from "./tool-values.js";

/** A model's request to call a tool. `args` is a text where the model wrote no valid JSON. */
export interface ToolCall {
  readonly id: string | undefined;
  readonly name: string;
  readonly args: unknown;
}

/** The tool calls of an AI message, valid and invalid, from wherever its maker put them. */
export function readToolCalls(message: Shape): readonly ToolCall[] {
  const calls = [...listOf(message.tool_calls), ...listOf(message.invalid_tool_calls)];
  const found = calls.length > 0 ? calls : listOf(shapeOf(message.additional_kwargs).tool_calls);
  return found.filter(isShape).map(readToolCall);
}

function readToolCall(call: Shape): ToolCall {
  const asked = shapeOf(call.function);
  return {
    id: textOf(call.id),
    name: textOf(call.name) ?? textOf(asked.name) ?? "",
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
