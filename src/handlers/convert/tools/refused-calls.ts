import { asJsonObject, asName, asParts, isJsonObject } from "../../../records/json/json-object.js";
import type { RefusedCall } from "../../../tracing/trace/tool-calls.js";
import { readMessage } from "../messages/read-message.js";
import { generationsOf } from "../model/generations.js";

/** The calls that failed, by a node's messages: LangGraph answers a call that can't be made with an error. */
export function failedCalls(messages: readonly unknown[]): readonly RefusedCall[] {
  return messages.flatMap((one) => {
    const message = readMessage(one);
    if (message?.type !== "tool" || message.source.status !== "error") return [];
    return [{ id: asName(message.source.tool_call_id), name: asName(message.source.name) }];
  });
}

/** The calls that a model wrote in a form that can't be read. */
export function invalidCalls(result: unknown): readonly RefusedCall[] {
  return generationsOf(result)
    .flatMap(({ message }) => asParts(asJsonObject(message).invalid_tool_calls))
    .filter(isJsonObject)
    .map(({ id, name }) => ({ id: asName(id), name: asName(name) }));
}
