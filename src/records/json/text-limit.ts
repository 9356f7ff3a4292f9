import { CharacterSet } from "../redaction/character-set.js";
import { type JsonText, joinText, quote } from "./json-text.js";
import { MAX_LOOKED_AT } from "./write-work.js";

/** The least room that any value can be asked to fit in: a mark and some of the text. */
export const MIN_ROOM = 64;

/** Where names, tags and ids are cut. */
export const MAX_NAME_LENGTH = 1_000;

// Two quotes and `…[N characters cut]…` with N of up to ten digits.
const MARK_ROOM = 32;
// The longest escape, such as \u0000, has six characters.
const LONGEST_ESCAPE = 6;
const MAX_TRIES = 4;
// A word that the cut goes through goes with it: half of a secret has no form by which redaction could know it.
const LONGEST_WORD = 200;
const BLANK = new CharacterSet(/\s/);

/**
 * A JSON string of at most `room` characters, quotes included (`room` is at least MIN_ROOM): head, mark and tail of
 * what is longer.
 */
export function quoteWithin(text: string, room: number): JsonText {
  let keep = Math.min(text.length, Math.max(room - 2, 0));
  if (keep < text.length) keep = room - MARK_ROOM;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    // Each part alone: with the mark among them, all of their characters would take two bytes.
    const parts = keptParts(text, keep).map(quote);
    const length = parts.reduce((sum, part) => sum + part.length - 2, 2);
    if (length <= room) return joinText(parts);
    // Escapes made it longer: keep less, in proportion.
    keep = Math.min(room - MARK_ROOM, Math.floor((keep * (room - MARK_ROOM)) / (length - MARK_ROOM)));
  }
  return quote(keepEnds(text, Math.floor((room - MARK_ROOM) / LONGEST_ESCAPE)));
}

/** The text; of one that is longer than `keep` its head and its tail, and of a very long one its length alone. */
export function cutText(text: string, keep: number): string {
  return text.length > MAX_LOOKED_AT ? unseenText(text) : keepEnds(text, keep);
}

export function cutName(name: string): string {
  return name.length > MAX_NAME_LENGTH ? cutText(name, MAX_NAME_LENGTH) : name;
}

/** What replaces a text that was not looked at. */
export function unseenText({ length }: string): string {
  return `[text of ${length} characters left out]`;
}

function keepEnds(text: string, keep: number): string {
  return keptParts(text, keep).join("");
}

/** The text, or its head, a mark and its tail. No surrogate pair is in two of them. */
function keptParts(text: string, keep: number): readonly string[] {
  if (keep >= text.length) return [text];
  const headEnd = pairEdge(text, wordStart(text, Math.ceil(keep / 2)), -1);
  const tailStart = pairEdge(text, wordEnd(text, text.length - Math.floor(keep / 2)), 1);
  return [text.slice(0, headEnd), `…[${tailStart - headEnd} characters cut]…`, text.slice(tailStart)];
}

/** Where the word around `index` begins; `index` itself where it is too long for a word. */
function wordStart(text: string, index: number): number {
  for (let at = index; at >= 0 && index - at <= LONGEST_WORD; at--) {
    if (at === 0 || BLANK.hasAt(text, at - 1) || (at === index && BLANK.hasAt(text, at))) return at;
  }
  return index;
}

/** Where the word around `index` ends; `index` itself where it is too long for a word. */
function wordEnd(text: string, index: number): number {
  for (let at = index; at <= text.length && at - index <= LONGEST_WORD; at++) {
    if (at === text.length || BLANK.hasAt(text, at) || (at === index && BLANK.hasAt(text, at - 1))) return at;
  }
  return index;
}

/** `index`, or its neighbour when a cut at `index` would split a surrogate pair. */
function pairEdge(text: string, index: number, step: 1 | -1): number {
  const splits =
    isBetween(text.charCodeAt(index - 1), 0xd800, 0xdbff) && isBetween(text.charCodeAt(index), 0xdc00, 0xdfff);
  return splits ? index + step : index;
}

function isBetween(code: number, low: number, high: number): boolean {
  return code >= low && code <= high;
}
