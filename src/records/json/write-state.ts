import type { JsonText } from "./json-text.js";
import type { WriteWork } from "./write-work.js";

/** How much of a value is kept. */
export interface JsonLimits {
  /** The longest text of one value, in UTF-16 units of the JSON text. Values below 64 count as 64. */
  readonly maxFieldLength: number;
  /** The longest base64 media that is kept, in characters of base64. */
  readonly maxMediaLength: number;
}

/**
 * Lets the caller give its own text for objects it knows, such as a chat message; undefined = not mine.
 * May be called for every object met, and more than once for one object. What it throws counts as undefined.
 * `write` keeps the limits for each value on its own and knows the objects around it, so that a cycle ends.
 */
export type KnownObject = (value: object, write: (value: unknown) => JsonText) => JsonText | undefined;

/** The whole text of an object, as it is at any place that is shallow enough. */
export interface WrittenObject {
  readonly text: string;
  /** How many levels of objects are in it. */
  readonly levels: number;
}

/** What a write remembers of the values that it went through. */
interface SeenValues {
  /** Objects of a value that has many: one that is shared is written once. */
  readonly written: Map<object, WrittenObject>;
  /** What did not fit, by the largest room that it was tried in. */
  readonly refused: Map<object, number>;
  /** Long texts that were looked at, and how they are shown. */
  readonly shown: Map<string, string>;
  /** How many there are of each length. */
  readonly looked: Map<number, number>;
  /** What the caller gave for objects, where that is long: one that does not fit is tried in several rooms. */
  readonly known: Map<object, JsonText>;
}

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
  /** Shared with the writes around and inside this one. When it is used up, containers become marks. */
  readonly work: WriteWork;
  /** The level of the deepest object that was written since this was last set. */
  deepest: number;
  /** How many marks stand for an object because of where it stood. */
  placeMarks: number;
  /** Created with the first thing to remember: most values are small, and have none. */
  seen: SeenValues | undefined;
}

export function startState(
  limits: JsonLimits,
  knownObject: KnownObject | undefined,
  work: WriteWork,
  writeNested: (state: WriteState, value: unknown) => JsonText,
): WriteState {
  const state: WriteState = {
    limits,
    knownObject,
    nested: (value) => writeNested(state, value),
    ancestors: [],
    left: 0,
    deepest: 0,
    placeMarks: 0,
    work,
    seen: undefined,
  };
  return state;
}

export function seenValues(state: WriteState): SeenValues {
  state.seen ??= { written: new Map(), refused: new Map(), shown: new Map(), looked: new Map(), known: new Map() };
  return state.seen;
}

/** Counts text as written. */
export function spend(state: WriteState, text: string): string {
  state.left -= text.length;
  state.work.characters -= text.length;
  return text;
}

/** Counts what is looked at. False: the present attempt may not look any further. */
export function visit(state: WriteState, visits: number): boolean {
  state.work.visits -= visits;
  return state.work.visits > state.work.reserve;
}

/** Limits this work to a part of the remaining visits. */
export function withShare<Result>({ work }: WriteState, share: number, look: () => Result): Result {
  const { reserve, visits } = work;
  work.reserve = Math.max(reserve, visits - (visits - reserve) * share);
  try {
    return look();
  } finally {
    work.reserve = reserve;
  }
}

/** Ends the attempt: what comes next does not fit. */
export function giveUp(state: WriteState): "" {
  state.left = -1;
  return "";
}

/** What takes longer to write than to remember. */
const LONG = 20_000;

/** The caller's own text for the object; undefined when it has none. */
export function knownText(state: WriteState, value: object): JsonText | undefined {
  if (state.knownObject === undefined) return undefined;
  const given = state.seen?.known.get(value);
  if (given !== undefined) return given;
  const { left, placeMarks } = state;
  const depth = state.ancestors.length;
  try {
    const text = state.knownObject(value, state.nested);
    const isSame = placeMarks === state.placeMarks;
    if (isSame && text !== undefined && text.length > LONG) seenValues(state).known.set(value, text);
    return text;
  } catch {
    state.left = left;
    state.ancestors.length = depth;
    return undefined;
  }
}
