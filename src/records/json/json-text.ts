import { spendVisits } from "./write-work.js";

declare const jsonText: unique symbol;

/** JSON text that is known to be valid. */
export type JsonText = string & { readonly [jsonText]: true };

// The characters that need no escaping in a JSON string; surrogates are left to the slower path, which checks their
// pairs.
const NEEDS_CARE = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** The quotes around a JSON string. */
export const QUOTES = 2;

// By its code; everything after the backslash stays as it is.
const ESCAPED_LENGTHS = Uint8Array.from(
  { length: "\\".charCodeAt(0) + 1 },
  (_, code) => JSON.stringify(String.fromCharCode(code)).length - QUOTES,
);

/** How many characters of a JSON string one character takes, by its code. */
export function escapedLength(code: number): number {
  return ESCAPED_LENGTHS[code] ?? 1;
}

/** Whether a JSON string holds the text as it is. */
export function needsNoEscapes(text: string): boolean {
  return !NEEDS_CARE.test(text);
}

/** A JSON string. A lone surrogate, which UTF-8 cannot carry, becomes U+FFFD. */
export function quote(text: string): JsonText {
  return trusted(needsNoEscapes(text) ? `"${text}"` : quoteWithEscapes(text));
}

/** The text escaped for the inside of a JSON string. */
export function escaped(text: string): string {
  return needsNoEscapes(text) ? text : quoteWithEscapes(text).slice(1, -1);
}

function quoteWithEscapes(text: string): string {
  return JSON.stringify(text.toWellFormed());
}

/** A JSON string of parts that are escaped already. */
export function quoteEscaped(parts: readonly string[]): JsonText {
  return trusted(['"', ...parts, '"'].join(""));
}

/** A whole number as JSON text. */
export function integerJson(value: number): JsonText {
  return trusted(String(Math.trunc(value)));
}

/** An array of items that are JSON text already. */
export function joinArray(items: readonly JsonText[]): JsonText {
  return trusted(`[${items.join(",")}]`);
}

/** Marks text as valid JSON. Only the writers of this folder, which build valid JSON, may use it. */
export function trusted(text: string): JsonText {
  return text as JsonText;
}

/** A field's name as written in the text of an object. */
interface FieldName {
  /** `{"name":` */
  readonly asFirst: string;
  /** `,"name":` */
  readonly asNext: string;
}

// Programs have few names, and repeat them in every record.
const MAX_KNOWN = 2_000;
const MAX_KNOWN_LENGTH = 100;
const knownNames = new Map<string, FieldName>();
/** What it costs to quote one more. */
const NAME_VISITS = 2;

export function fieldName(name: string): FieldName {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  spendVisits(NAME_VISITS);
  const quoted = quote(name);
  const made = { asFirst: `{${quoted}:`, asNext: `,${quoted}:` };
  if (knownNames.size < MAX_KNOWN && name.length <= MAX_KNOWN_LENGTH) knownNames.set(name, made);
  return made;
}
