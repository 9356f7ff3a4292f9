import { fewItems } from "../../../records/json/few-members.js";
import { tryOr } from "../../../records/json/guarded-read.js";
import { asJsonObject, asName, type JsonObject } from "../../../records/json/json-object.js";
import type { JsonWriter } from "../../../records/json/json-writer.js";
import type { Interrupt, RunEnd } from "../../../tracing/run/run-event.js";
import { commandNote, commandUpdate } from "../commands.js";

const MAX_INTERRUPTS = 1_000;
const OUTPUT = { field: "output", kind: "chain" } as const;

/** The end of a run that LangGraph left on purpose, with what it carried. */
export function readControlFlow(thrown: JsonObject, writer: JsonWriter): RunEnd {
  const by = asName(thrown.name) ?? "GraphBubbleUp";
  const interrupts = Array.isArray(thrown.interrupts) ? fewItems(thrown.interrupts, MAX_INTERRUPTS) : [];
  if (interrupts.length === 0) {
    const { command } = thrown;
    const shown = tryOr(() => commandUpdate(command), undefined) ?? (command === undefined ? undefined : { command });
    const output = shown === undefined ? undefined : writer.write(shown, OUTPUT);
    return { status: "left", by, interrupts: [], output, metadata: commandNote(command) };
  }
  const output = writer.write({ __interrupt__: interrupts.map(valueIn) }, OUTPUT);
  return { status: "left", by, interrupts: interrupts.map((one) => readInterrupt(one, writer)), output };
}

function readInterrupt(interrupt: unknown, writer: JsonWriter): Interrupt {
  const value = writer.write(valueIn(interrupt), OUTPUT);
  return { id: asName(asJsonObject(interrupt).id) ?? value, value };
}

function valueIn(interrupt: unknown): unknown {
  return asJsonObject(interrupt).value ?? interrupt;
}
