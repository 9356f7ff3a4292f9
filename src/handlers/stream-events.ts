import type { PartialAnswer } from "../tracing/partial-answer.js";
import { isShape, listOf, type Shape, shapeOf, textOf } from "./convert/shape.js";

/** Adds what a streamed chunk brought to the answer so far. */
export function addChunk(partial: PartialAnswer, token: unknown, fields: unknown): void {
  const chunk = shapeOf(shapeOf(fields).chunk);
  const text = textOf(token) ?? textOf(chunk.text);
  if (text !== undefined) partial.addText(text);
  for (const piece of listOf(shapeOf(chunk.message).tool_call_chunks)) {
    if (isShape(piece)) partial.addToolCall(indexOf(piece), toolCallPiece(piece));
  }
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
