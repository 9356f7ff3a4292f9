import { accept, type Parsed, refuse } from "./parsed.js";

const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;
const ANY_CONTROL = /\p{Cc}/u;
/** The URL parser would quietly drop line breaks and turn spaces into %20. */
const SPACE_OR_CONTROL = /[\s\p{Cc}]/u;

export function parseName(value: unknown): Parsed<string> {
  const text = typeof value === "string" ? value.trim() : "";
  return text === "" || ANY_CONTROL.test(text) ? refuse("text in one line") : accept(text);
}

/** Text that travels as an HTTP header: with anything else `fetch` would fail, and print the value in its error. */
export function parseHeaderText(value: unknown): Parsed<string> {
  const text = typeof value === "string" ? value.trim() : "";
  return PRINTABLE_ASCII.test(text) ? accept(text) : refuse("printable ASCII text in one line");
}

export function parseUrl(value: unknown): Parsed<string> {
  const text = typeof value === "string" ? value.trim() : "";
  if (SPACE_OR_CONTROL.test(text) || !URL.canParse(text) || !isPlainHttp(new URL(text))) {
    return refuse("an http:// or https:// URL without user name, password, query and fragment");
  }
  // Looks at each row of slashes once: without what it looks behind for, a million of them would take minutes.
  return accept(text.replace(/(?<!\/)\/+$/, ""));
}

function isPlainHttp(url: URL): boolean {
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  return isHttp && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
}

interface Range {
  readonly min: number;
  readonly max: number;
}

export function parseWholeNumber(value: unknown, range: Range): Parsed<number> {
  return typeof value === "number" && Number.isInteger(value) && isWithin(value, range)
    ? accept(value)
    : refuse(`a whole number from ${range.min} to ${range.max}`);
}

export function parseNumber(value: unknown, range: Range): Parsed<number> {
  return typeof value === "number" && isWithin(value, range)
    ? accept(value)
    : refuse(`a number from ${range.min} to ${range.max}`);
}

function isWithin(value: number, { min, max }: Range): boolean {
  return value >= min && value <= max;
}

export function parseBoolean(value: unknown): Parsed<boolean> {
  return typeof value === "boolean" ? accept(value) : refuse("true or false");
}
