import { type JsonText, quote } from "./quoted-text.js";

/** The least room that any value can be told to fit in: a mark and some of the text. */
export const MIN_ROOM = 64;

// Two quotes and `…[N characters cut]…` with N of up to ten digits.
const MARK_ROOM = 32;
// The longest escape, such as \u0000, has six characters.
const LONGEST_ESCAPE = 6;
const MAX_TRIES = 4;

/** A JSON string of at most `room` characters, quotes included (`room` is at least MIN_ROOM): head, mark and tail of what is longer. */
export function quoteWithin(text: string, room: number): JsonText {
  let keep = Math.min(text.length, Math.max(room - 2, 0));
  if (keep < text.length) keep = room - MARK_ROOM;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const quoted = quote(keepEnds(text, keep));
    if (quoted.length <= room) return quoted;
    // Escapes made it longer: keep less, in proportion.
    keep = Math.min(room - MARK_ROOM, Math.floor((keep * (room - MARK_ROOM)) / (quoted.length - MARK_ROOM)));
  }
  return quote(keepEnds(text, Math.floor((room - MARK_ROOM) / LONGEST_ESCAPE)));
}

function keepEnds(text: string, keep: number): string {
  if (keep >= text.length) return text;
  const headEnd = pairEdge(text, Math.ceil(keep / 2), -1);
  const tailStart = pairEdge(text, text.length - Math.floor(keep / 2), 1);
  return `${text.slice(0, headEnd)}…[${tailStart - headEnd} characters cut]…${text.slice(tailStart)}`;
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
