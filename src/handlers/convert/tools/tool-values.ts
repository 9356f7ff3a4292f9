import { tryOr } from "../../../records/json/guarded-read.js";
import { asName, asText, isJsonObject } from "../../../records/json/json-object.js";
import { commandUpdate } from "../commands.js";
import { isMessageObject } from "../messages/read-message.js";

/** Longer JSON is shown as text: parsing it takes longer than a program should wait. */
export const MAX_JSON_LENGTH = 1_000_000;

/** LangChain passes a tool's arguments as JSON text. */
export function toolArguments(input: unknown): unknown {
  if (typeof input !== "string" || input.length > MAX_JSON_LENGTH || !/^\s*[[{]/.test(input)) return input;
  try {
    const parsed: unknown = JSON.parse(input);
    return parsed;
  } catch {
    return input;
  }
}

/** What a tool returned. Of a ToolMessage only the tool's own output counts: the call is in the span's metadata. */
export function toolResult(output: unknown): unknown {
  if (!isJsonObject(output) || !isMessageObject(output)) return commandUpdate(output) ?? output;
  return { output: output.content, status: asText(output.status), artifact: output.artifact };
}

/** The id of the call that a tool's result answers. */
export function resultToolCallId(output: unknown): string | undefined {
  return tryOr(() => (isJsonObject(output) ? asName(output.tool_call_id) : undefined), undefined);
}

/** The name of a tool of which only the end was reported. */
export function unseenToolName(output: unknown): string {
  return tryOr(() => (isJsonObject(output) ? asName(output.name) : undefined), undefined) ?? "tool";
}
