import { isShape, listOf, type Shape, shapeOf, textOf } from "../records/json/shape-fields.js";
import type { PartialAnswer } from "../tracing/run/partial-answer.js";

/** Adds what a streamed chunk brought to the answer so far. True: it was content, so the first such is the first token. */
export function addChunk(partial: PartialAnswer, token: unknown, fields: unknown): boolean {
  const chunk = shapeOf(shapeOf(fields).chunk);
  const message = shapeOf(chunk.message);
  const text = textOf(token) ?? textOf(chunk.text);
  if (text !== undefined) partial.addText(text);
  const pieces = listOf(message.tool_call_chunks).filter(isShape);
  for (const piece of pieces) partial.addToolCall(indexOf(piece), toolCallPiece(piece));
  return text !== undefined || pieces.length > 0 || isThought(message);
}

// Many streams open with a chunk that says who speaks, and nothing yet.
function isThought({ content, additional_kwargs }: Shape): boolean {
  return listOf(content).length > 0 || textOf(shapeOf(additional_kwargs).reasoning_content) !== undefined;
}

/** Adds what an event of the block-wise stream brought. True: it was content, so the first such is the first token. */
export function addStreamEvent(partial: PartialAnswer, event: unknown): boolean {
  const { event: kind, delta, index } = shapeOf(event);
  if (kind !== "content-block-delta") return false;
  const piece = shapeOf(delta);
  const text = textOf(piece.text);
  if (text !== undefined) partial.addText(text);
  // These carry the whole call as far as it has come, not what is new of it.
  const fields = shapeOf(piece.fields);
  if (fields.type === "tool_call_chunk") {
    partial.setToolCall(indexOf({ index }), { id: undefined, name: "", args: "", ...toolCallPiece(fields) });
  }
  return true;
}

function indexOf({ index }: Shape): number {
  return typeof index === "number" ? index : 0;
}

function toolCallPiece({ id, name, args }: Shape): { id?: string; name?: string; args?: string } {
  return {
    ...(typeof id === "string" && { id }),
    ...(typeof name === "string" && { name }),
    ...(typeof args === "string" && { args }),
  };
}
