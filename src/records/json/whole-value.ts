import { isProxy } from "../../runtime/is-proxy.js";
import { viewObject } from "./any-object.js";
import { memberVisits } from "./few-members.js";
import { readItem, readProperty } from "./guarded-read.js";
import { fieldName } from "./json-text.js";
import type { ObjectView } from "./object-view.js";
import { describePrimitive } from "./primitive.js";
import { shownText } from "./shown-text.js";
import { quoteWhole, unwrittenVisits } from "./text-limit.js";
import { giveUp, knownText, seenValues, spend, visit, type WriteState, type WrittenObject } from "./write-state.js";

const MAX_DEPTH = 100;

// The cost of looking at an object, counted in members read. A proxy's traps are the host's code, and are called
// several times.
const OBJECT_VISITS = 3;
const PROXY_VISITS = 40;
// Ordinary values have fewer objects: those are not even checked for being proxies.
const MANY_OBJECTS = 1_000;

// After this many members, the others are assumed to be as long. A value that is far too long by that estimate is given
// up.
const SAMPLE = 64;
const TOO_LONG = 4;
const SHORTEST_ITEM = 2;
const SHORTEST_FIELD = 5;

/** Writes a value front to back while there is room. "" = undefined, or no room (`state.left` is below zero). */
export function writeWhole(state: WriteState, value: unknown): string {
  switch (typeof value) {
    case "string":
      return writeText(state, value);
    case "object":
      return value === null ? spend(state, "null") : writeObject(state, value);
    case "number":
      return Number.isFinite(value) ? spend(state, String(value)) : writeText(state, describePrimitive(value));
    case "boolean":
      return spend(state, value ? "true" : "false");
    case "undefined":
      return "";
    case "bigint":
    case "function":
    case "symbol":
      return writeText(state, describePrimitive(value));
  }
}

/** Counts a text that is written again, since redaction reads it again. */
export function visitWritten(state: WriteState, text: string): boolean {
  return visit(state, text.length >> 4);
}

/** Counts a look at the object. False: the present attempt may not look any further. */
export function visitObject(state: WriteState, value: object): boolean {
  state.work.objects += 1;
  const costsMore = state.work.objects > MANY_OBJECTS && isProxy(value);
  return visit(state, costsMore ? PROXY_VISITS : OBJECT_VISITS);
}

function writeText(state: WriteState, text: string): string {
  const shown = shownText(state, text);
  if (shown.length > state.left) {
    visit(state, unwrittenVisits(shown));
    return giveUp(state);
  }
  const quoted = quoteWhole(shown, state.left);
  if (quoted !== undefined) return spend(state, quoted);
  // Finding that out was work, too.
  state.work.characters -= shown.length;
  return giveUp(state);
}

function writeObject(state: WriteState, value: object): string {
  const { ancestors } = state;
  if (ancestors.length >= MAX_DEPTH) return writePlaceMark(state, `[deeper than ${MAX_DEPTH} levels]`);
  if (ancestors.includes(value)) return writePlaceMark(state, "[Circular]");
  if (!visitObject(state, value)) return giveUp(state);
  if (state.work.objects <= MANY_OBJECTS) return writeOnce(state, value);
  const written = writtenBefore(state, value);
  if (written === undefined) return writeAndKeep(state, value);
  state.deepest = Math.max(state.deepest, ancestors.length + written.levels);
  if (written.text.length > state.left || !visitWritten(state, written.text)) return giveUp(state);
  return spend(state, written.text);
}

function writeOnce(state: WriteState, value: object): string {
  const { ancestors } = state;
  ancestors.push(value);
  state.deepest = Math.max(state.deepest, ancestors.length);
  const known = knownText(state, value);
  const text = known === undefined ? writeView(state, viewObject(value)) : spend(state, known);
  ancestors.pop();
  return text;
}

/** Keeps the text for other places where the object occurs, unless it would differ there. */
function writeAndKeep(state: WriteState, value: object): string {
  const { deepest, placeMarks, ancestors } = state;
  state.deepest = ancestors.length;
  const text = writeOnce(state, value);
  const isSame = state.left >= 0 && placeMarks === state.placeMarks;
  if (isSame) seenValues(state).written.set(value, { text, levels: state.deepest - ancestors.length });
  state.deepest = Math.max(deepest, state.deepest);
  return text;
}

/** The object's whole text, where it was written before and is not too deep for this place. */
export function writtenBefore({ seen, ancestors }: WriteState, value: object): WrittenObject | undefined {
  const known = seen?.written.get(value);
  return known !== undefined && ancestors.length + known.levels <= MAX_DEPTH ? known : undefined;
}

function writePlaceMark(state: WriteState, mark: string): string {
  state.placeMarks += 1;
  return writeText(state, mark);
}

function writeView(state: WriteState, view: ObjectView): string {
  if (view.kind === "plain") return writeWhole(state, view.value);
  if (view.more > 0) return giveUp(state);
  return view.kind === "items"
    ? writeItems(state, view.items, view.length)
    : writeFields(state, view.source, view.keys);
}

function writeItems(state: WriteState, items: ArrayLike<unknown>, length: number): string {
  if (length * SHORTEST_ITEM > state.left + SHORTEST_ITEM || !visit(state, 0)) return giveUp(state);
  const { left } = state;
  const cost = memberVisits(items, length);
  let text = "[";
  for (let index = 0; index < length; index++) {
    if (!visit(state, cost)) return giveUp(state);
    const item = writeWhole(state, readItem(items, index));
    if (state.left < 0) return "";
    if (index > 0) text += ",";
    text += item === "" ? spend(state, "null") : item;
    state.left -= 1;
    if (index === SAMPLE && isFarTooLong(left - state.left, length, left)) return giveUp(state);
  }
  state.left -= 2;
  return `${text}]`;
}

function writeFields(state: WriteState, source: Readonly<Record<string, unknown>>, keys: readonly string[]): string {
  if (keys.length * SHORTEST_FIELD > state.left || !visit(state, 0)) return giveUp(state);
  const { left } = state;
  const cost = memberVisits(source, keys.length);
  let text = "";
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? "";
    if (!visit(state, cost)) return giveUp(state);
    const member = writeWhole(state, readProperty(source, key));
    if (state.left < 0) return "";
    if (member === "") continue;
    if (key.length > state.left || !visit(state, key.length >> 5)) return giveUp(state);
    const name = fieldName(key);
    state.left -= name.asNext.length;
    text += text === "" ? name.asFirst : name.asNext;
    text += member;
    if (index === SAMPLE && isFarTooLong(left - state.left, keys.length, left)) return giveUp(state);
  }
  state.left -= 2;
  return text === "" ? "{}" : `${text}}`;
}

function isFarTooLong(sampleLength: number, members: number, room: number): boolean {
  return (sampleLength / SAMPLE) * members > room * TOO_LONG;
}
