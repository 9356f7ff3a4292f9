import type { JsonText } from "./quoted-text.js";

/** How much of a value is kept. */
export interface JsonLimits {
  /** The longest text of one value, in UTF-16 units of the JSON text. Values below 64 count as 64. */
  readonly maxFieldBytes: number;
  /** The longest base64 media that is kept, in characters of base64. */
  readonly maxMediaBytes: number;
}

/**
 * Lets the caller give its own text for objects it knows, such as a chat message; undefined = not mine.
 * May be called for every object met, and more than once for one object. What it throws counts as undefined.
 * `write` keeps the limits for each value on its own and knows the objects around it, so that a cycle ends.
 */
export type KnownObject = (value: object, write: (value: unknown) => JsonText) => JsonText | undefined;

// Attempts to share the room write parts more than once; so much work at most, as a multiple of the limit.
const MAX_EFFORT = 8;

/** What one `write()` keeps while it runs. */
export interface WriteState {
  readonly limits: JsonLimits;
  /** Absent while text that came from it is cut. */
  knownObject: KnownObject | undefined;
  /** `write` as the known object gets it. */
  readonly nested: (value: unknown) => JsonText;
  /** The objects around the present value, outermost first. */
  readonly ancestors: object[];
  /** Characters that the present attempt may still write; below zero when it failed. */
  left: number;
  /** Characters that all attempts together may still write before containers become marks. */
  effort: number;
}

export function startState(
  limits: JsonLimits,
  knownObject: KnownObject | undefined,
  writeNested: (state: WriteState, value: unknown) => JsonText,
): WriteState {
  const state: WriteState = {
    limits,
    knownObject,
    nested: (value) => writeNested(state, value),
    ancestors: [],
    left: 0,
    effort: limits.maxFieldBytes * MAX_EFFORT,
  };
  return state;
}

/** Counts text as written. */
export function spend(state: WriteState, text: string): string {
  state.left -= text.length;
  state.effort -= text.length;
  return text;
}

/** Ends the attempt: what comes next does not fit. */
export function giveUp(state: WriteState): "" {
  state.left = -1;
  return "";
}

/** The caller's own text for the object; undefined when it has none. */
export function knownText(state: WriteState, value: object): JsonText | undefined {
  if (state.knownObject === undefined) return undefined;
  const { left } = state;
  const depth = state.ancestors.length;
  try {
    return state.knownObject(value, state.nested);
  } catch {
    state.left = left;
    state.ancestors.length = depth;
    return undefined;
  }
}
