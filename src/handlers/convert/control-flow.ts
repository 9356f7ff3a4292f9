import type { JsonText, JsonWriter } from "../../records/json-text.js";
import type { RunEnd } from "../../tracing/run-event.js";
import { listOf, type Shape, shapeOf, textOf } from "./shape.js";

/** The end of a run that LangGraph left on purpose, with what it carried. */
export function readControlFlow(thrown: Shape, writer: JsonWriter): RunEnd {
  const by = textOf(thrown.name) ?? "GraphBubbleUp";
  const interrupts = listOf(thrown.interrupts).map((one): JsonText => writer.write(shapeOf(one).value ?? one));
  if (interrupts.length > 0) {
    const values = listOf(thrown.interrupts).map((one) => shapeOf(one).value ?? one);
    return { status: "left", by, interrupts, output: writer.write({ __interrupt__: values }) };
  }
  return { status: "left", by, interrupts, output: writer.write({ command: thrown.command ?? null }) };
}
