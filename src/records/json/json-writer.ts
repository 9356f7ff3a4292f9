import type { FieldRef } from "../redaction/redaction.js";
import { fitValue } from "./fitted-value.js";
import { type JsonText, joinArray, trusted } from "./json-text.js";
import { smallJson } from "./small-value.js";
import { MIN_ROOM } from "./text-limit.js";
import { type JsonLimits, type KnownObject, startState, type WriteState } from "./write-state.js";
import { withWork } from "./write-work.js";

export { type FieldRef, type JsonLimits, type JsonText, joinArray, type KnownObject };

/** Turns any value of a host program into JSON text. */
export interface JsonWriter {
  /** True when the writer redacts. */
  readonly redacts?: true;
  /**
   * The value as JSON, as far as it fits, marked where it was cut; `null` for undefined.
   * At most `maxFieldLength` long. Never throws and never changes the value. `ref` matters to redaction alone.
   */
  write(value: unknown, ref?: FieldRef): JsonText;
}

export function createJsonWriter(limits: JsonLimits, knownObject?: KnownObject): JsonWriter {
  return {
    write(value) {
      try {
        return withWork(
          limits.maxFieldLength,
          (work) =>
            smallJson(value, limits, knownObject) ??
            writeWithinLimit(startState(limits, knownObject, work, writeWithinLimit), value),
        );
      } catch {
        // Only a stack overflow gets here: the host called us with hardly any stack left.
        return trusted('"[not written]"');
      }
    },
  };
}

function writeWithinLimit(state: WriteState, value: unknown): JsonText {
  const text = fitValue(state, value, Math.max(state.limits.maxFieldLength, MIN_ROOM));
  return trusted(text === "" ? "null" : text);
}
