import { fewItems } from "../../../records/json/few-members.js";
import type { JsonWriter } from "../../../records/json/json-text.js";
import { nameOf, type Shape, shapeOf } from "../../../records/json/shape-fields.js";
import type { Interrupt, RunEnd } from "../../../tracing/run/run-event.js";

const MAX_INTERRUPTS = 1_000;
const OUTPUT = { field: "output", kind: "chain" } as const;

/** The end of a run that LangGraph left on purpose, with what it carried. */
export function readControlFlow(thrown: Shape, writer: JsonWriter): RunEnd {
  const by = nameOf(thrown.name) ?? "GraphBubbleUp";
  const interrupts = Array.isArray(thrown.interrupts) ? fewItems(thrown.interrupts, MAX_INTERRUPTS) : [];
  if (interrupts.length === 0) {
    return { status: "left", by, interrupts: [], output: writer.write({ command: thrown.command ?? null }, OUTPUT) };
  }
  const output = writer.write({ __interrupt__: interrupts.map(valueIn) }, OUTPUT);
  return { status: "left", by, interrupts: interrupts.map((one) => readInterrupt(one, writer)), output };
}

function readInterrupt(interrupt: unknown, writer: JsonWriter): Interrupt {
  const value = writer.write(valueIn(interrupt), OUTPUT);
  return { id: nameOf(shapeOf(interrupt).id) ?? value, value };
}

function valueIn(interrupt: unknown): unknown {
  return shapeOf(interrupt).value ?? interrupt;
}
