import { asJsonObject, asList, asParts, asText, isJsonObject, type JsonObject } from "../records/json/json-object.js";
import type { PartialAnswer } from "../tracing/run/partial-answer.js";

/**
 * Adds what a streamed chunk brought to the answer so far. True if it was content, so that the first such is the first
 * token.
 */
export function addChunk(partial: PartialAnswer, token: unknown, fields: unknown): boolean {
  const chunk = asJsonObject(asJsonObject(fields).chunk);
  const message = asJsonObject(chunk.message);
  const text = asText(token) ?? asText(chunk.text);
  if (text !== undefined) partial.addText(text);
  const pieces = asParts(message.tool_call_chunks).filter(isJsonObject);
  for (const piece of pieces) partial.addToolCall(indexOf(piece), toolCallPiece(piece));
  return text !== undefined || pieces.length > 0 || isThought(message);
}

/** What a chunk reports of tokens. */
export function chunkUsage(fields: unknown): unknown {
  return asJsonObject(asJsonObject(asJsonObject(fields).chunk).message).usage_metadata;
}

// Many streams begin with a chunk that names the role, without content.
function isThought({ content, additional_kwargs }: JsonObject): boolean {
  return asList(content).length > 0 || asText(asJsonObject(additional_kwargs).reasoning_content) !== undefined;
}

/**
 * Adds what an event of the block-wise stream brought. True if it was content, so that the first such is the first
 * token.
 */
export function addStreamEvent(partial: PartialAnswer, event: unknown): boolean {
  const { event: kind, delta, index } = asJsonObject(event);
  if (kind !== "content-block-delta") return false;
  const piece = asJsonObject(delta);
  const text = asText(piece.text);
  if (text !== undefined) partial.addText(text);
  // These carry the whole call so far, not only what is new in it.
  const fields = asJsonObject(piece.fields);
  if (fields.type === "tool_call_chunk") {
    partial.setToolCall(indexOf({ index }), { id: undefined, name: "", args: "", ...toolCallPiece(fields) });
  }
  return true;
}

function indexOf({ index }: JsonObject): number {
  return typeof index === "number" ? index : 0;
}

function toolCallPiece({ id, name, args }: JsonObject): { id?: string; name?: string; args?: string } {
  return {
    ...(typeof id === "string" && { id }),
    ...(typeof name === "string" && { name }),
    ...(typeof args === "string" && { args }),
  };
}
