import { viewObject } from "./any-object.js";
import { fieldName } from "./field-name.js";
import { readItem, readProperty } from "./guarded-read.js";
import { mediaNote } from "./media-note.js";
import type { ObjectView } from "./object-view.js";
import { describePrimitive } from "./primitive.js";
import { quote } from "./quoted-text.js";
import { giveUp, knownText, spend, type WriteState } from "./write-state.js";

const MAX_DEPTH = 100;

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

/** The text as it is shown: media above the limit as a note. */
export function shownText(state: WriteState, text: string): string {
  return mediaNote(text, state.limits.maxMediaBytes) ?? text;
}

function writeText(state: WriteState, text: string): string {
  const shown = shownText(state, text);
  return shown.length > state.left ? giveUp(state) : spend(state, quote(shown));
}

function writeObject(state: WriteState, value: object): string {
  const { ancestors } = state;
  if (ancestors.length >= MAX_DEPTH) return writeText(state, `[deeper than ${MAX_DEPTH} levels]`);
  if (ancestors.includes(value)) return writeText(state, "[Circular]");
  ancestors.push(value);
  const known = knownText(state, value);
  const text = known === undefined ? writeView(state, viewObject(value)) : spend(state, known);
  ancestors.pop();
  return text;
}

function writeView(state: WriteState, view: ObjectView): string {
  switch (view.kind) {
    case "plain":
      return writeWhole(state, view.value);
    case "items":
      return writeItems(state, view.items, view.length);
    case "fields":
      return writeFields(state, view.source, view.keys);
  }
}

function writeItems(state: WriteState, items: ArrayLike<unknown>, length: number): string {
  let text = "[";
  for (let index = 0; index < length; index++) {
    const item = writeWhole(state, readItem(items, index));
    if (state.left < 0) return "";
    if (index > 0) text += ",";
    text += item === "" ? spend(state, "null") : item;
    state.left -= 1;
  }
  state.left -= 2;
  return `${text}]`;
}

function writeFields(state: WriteState, source: Readonly<Record<string, unknown>>, keys: readonly string[]): string {
  let text = "";
  for (const key of keys) {
    const member = writeWhole(state, readProperty(source, key));
    if (state.left < 0) return "";
    if (member === "") continue;
    const name = fieldName(key);
    state.left -= name.asNext.length;
    text += text === "" ? name.asFirst : name.asNext;
    text += member;
  }
  state.left -= 2;
  return text === "" ? "{}" : `${text}}`;
}
