import { CharacterSet } from "../redaction/character-set.js";
import { escaped, escapedLength, type JsonText, needsNoEscapes, QUOTES, quote, quoteEscaped } from "./json-text.js";
import { MAX_LOOKED_AT, spendVisits } from "./write-work.js";

/** The least room that any value can be asked to fit in: a mark and some of the text. */
export const MIN_ROOM = 64;

/** Where names, tags and ids are cut. */
export const MAX_NAME_LENGTH = 1_000;

// Two quotes and `…[N characters cut]…` with N of up to ten digits.
const MARK_ROOM = 32;
// The longest escaped, such as \u0000, has six characters.
const LONGEST_ESCAPE = 6;
// A text that turns out to be too long for its room is escaped no further than one such piece beyond it.
const PIECE_LENGTH = 50_000;
// A word that the cut goes through is removed whole: redaction could not recognise half of a secret. So is a value
// whose name is cut away, because only the name shows that the value is a secret.
const LONGEST_WORD = 200;
const LONGEST_VALUE = 2_000;
const BLANK = new CharacterSet(/\s/);
/** Where a word ends in what has no blanks, such as JSON. */
const DELIMITER = new CharacterSet(/[\s"'`,;&<>]/);
const QUOTE = new CharacterSet(/["'`]/);
/** The end of a text after which a value follows. */
const BEFORE_VALUE = /(?:[:=]|\b(?:bearer|basic|token|apikey|digest))[\s\\]{0,20}$/i;
/** The end of a text that stops within a value in quotes. */
const WITHIN_QUOTES = /[:=][\s\\]{0,20}["'`][^"'`]{0,1000}$/;
const LONGEST_LOOK_BACK = 1_050;

/** A JSON string of at most `room` characters, quotes included; undefined where the text is longer. */
export function quoteWhole(text: string, room: number): JsonText | undefined {
  if (text.length + QUOTES > room) return undefined;
  if (text.length <= PIECE_LENGTH || text.length * LONGEST_ESCAPE + QUOTES <= room) return ifWithin(quote(text), room);
  const pieces: string[] = [];
  let left = room - QUOTES;
  for (let start = 0; start < text.length; ) {
    const end = pairEdge(text, start + PIECE_LENGTH, 1);
    const piece = escaped(text.slice(start, end));
    left -= piece.length;
    if (left < 0) return undefined;
    pieces.push(piece);
    start = end;
  }
  return quoteEscaped(pieces);
}

function ifWithin(quoted: JsonText, room: number): JsonText | undefined {
  return quoted.length <= room ? quoted : undefined;
}

const MAX_UNWRITTEN_VISITS = 1_000;

/** What it costs to come by a text that is not written whole: a getter may make one each time that it is asked. */
export function unwrittenVisits({ length }: string): number {
  return Math.min(length >> 9, MAX_UNWRITTEN_VISITS);
}

/** What it costs to find the words at which a text is cut. */
const CUT_VISITS = 40;

/**
 * A JSON string of at most `room` characters, quotes included (`room` is at least MIN_ROOM): head, mark and tail of
 * what is longer.
 */
export function quoteWithin(text: string, room: number): JsonText {
  const whole = quoteWhole(text, room);
  if (whole !== undefined) return whole;
  spendVisits(CUT_VISITS + unwrittenVisits(text));
  const half = (room - MARK_ROOM) / 2;
  const parts = keptParts(text, headEndWithin(text, Math.ceil(half)), tailStartWithin(text, Math.floor(half)));
  // Each part by itself: joined with the mark, all of their characters would take two bytes each.
  return quoteEscaped(parts.map(escaped));
}

/** Where the longest head of the text ends that takes at most `room` characters of a JSON string. */
function headEndWithin(text: string, room: number): number {
  if (needsNoEscapes(text.slice(0, room))) return Math.min(room, text.length);
  let left = room;
  for (let at = 0; at < text.length; at++) {
    left -= escapedLength(text.charCodeAt(at));
    if (left < 0) return at;
  }
  return text.length;
}

/** Where the longest tail begins. */
function tailStartWithin(text: string, room: number): number {
  if (needsNoEscapes(text.slice(text.length - room))) return Math.max(text.length - room, 0);
  let left = room;
  for (let at = text.length; at > 0; at--) {
    left -= escapedLength(text.charCodeAt(at - 1));
    if (left < 0) return at;
  }
  return 0;
}

/** The text; of one that is longer than `keep` its head and its tail, and of a very long one its length alone. */
export function cutText(text: string, keep: number): string {
  return text.length > MAX_LOOKED_AT ? unseenText(text) : keepEnds(text, keep);
}

export function cutName(name: string): string {
  return name.length > MAX_NAME_LENGTH ? cutText(name, MAX_NAME_LENGTH) : name;
}

// Cutting a text that was concatenated from pieces copies it, and a value may have very many names.
const MAX_NAME_LOOKED_AT = 10_000;

/**
 * The name of something in a value, which may have very many of them; a text too long to be a name is replaced by its
 * length.
 */
export function boundedName(name: string, keep = MAX_NAME_LENGTH): string {
  if (name.length > MAX_NAME_LOOKED_AT) return unseenText(name);
  spendVisits(name.length >> 6);
  return keepEnds(name, keep);
}

/** What replaces a text that was not looked at. */
export function unseenText({ length }: string): string {
  return `[text of ${length} characters left out]`;
}

function keepEnds(text: string, keep: number): string {
  if (keep >= text.length) return text;
  return keptParts(text, Math.ceil(keep / 2), text.length - Math.floor(keep / 2)).join("");
}

/** The head up to about `headMost`, a mark, and the tail from about `tailLeast` on. No surrogate pair is in two of them. */
function keptParts(text: string, headMost: number, tailLeast: number): readonly string[] {
  const headEnd = pairEdge(text, valueStart(text, wordStart(text, headMost)), -1);
  const afterWord = valueEnd(text, wordEnd(text, tailLeast));
  // What looks like a value may name the kind of the next one, as in headers.
  const tailStart = pairEdge(text, valueEnd(text, afterWord), 1);
  return [text.slice(0, headEnd), `…[${tailStart - headEnd} characters cut]…`, text.slice(tailStart)];
}

/** Where the word around `index` begins; `index` itself where it is too long for a word. */
function wordStart(text: string, index: number): number {
  return startAfter(BLANK, text, index) ?? startAfter(DELIMITER, text, index) ?? index;
}

function startAfter(ends: CharacterSet, text: string, index: number): number | undefined {
  for (let at = index; at >= 0 && index - at <= LONGEST_WORD; at--) {
    if (at === 0 || ends.hasAt(text, at - 1) || (at === index && ends.hasAt(text, at))) return at;
  }
  return undefined;
}

/** Where the word around `index` ends; `index` itself where it is too long for a word. */
function wordEnd(text: string, index: number): number {
  return endBefore(BLANK, text, index) ?? endBefore(DELIMITER, text, index) ?? index;
}

function endBefore(ends: CharacterSet, text: string, index: number): number | undefined {
  for (let at = index; at <= text.length && at - index <= LONGEST_WORD; at++) {
    if (at === text.length || ends.hasAt(text, at) || (at === index && ends.hasAt(text, at - 1))) return at;
  }
  return undefined;
}

/** The start of the quoted value that contains `index`, including its quote; `index` itself where there is none. */
function valueStart(text: string, index: number): number {
  const before = text.slice(Math.max(0, index - LONGEST_LOOK_BACK), index);
  const value = WITHIN_QUOTES.exec(before);
  return value === null ? index : index - before.length + value.index;
}

/** The end of the value that contains `index` or begins there; `index` itself where there is none. */
function valueEnd(text: string, index: number): number {
  const before = text.slice(Math.max(0, index - LONGEST_LOOK_BACK), index);
  if (WITHIN_QUOTES.test(before)) return rowEnd(text, index, (at) => !QUOTE.hasAt(text, at));
  if (!BEFORE_VALUE.test(before)) return index;
  const start = rowEnd(text, index, (at) => BLANK.hasAt(text, at));
  if (QUOTE.hasAt(text, start)) return rowEnd(text, start + 1, (at) => !QUOTE.hasAt(text, at));
  return rowEnd(text, start, (at) => !DELIMITER.hasAt(text, at));
}

function rowEnd(text: string, start: number, isInside: (at: number) => boolean): number {
  let end = start;
  while (end < text.length && end - start < LONGEST_VALUE && isInside(end)) end += 1;
  return end;
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
