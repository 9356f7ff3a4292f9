import type { Kind, KindValues, OptionSpec } from "./option-spec.js";
import {
  type Parsed,
  parseBoolean,
  parseBooleanOrChoice,
  parseChoice,
  parseChoiceList,
  parseHeaders,
  parseHeaderText,
  parseName,
  parseNumber,
  parseObject,
  parseTextList,
  parseUrl,
  parseWholeNumber,
} from "./parse-value.js";

type Parsers = { readonly [K in Kind]: (value: unknown, spec: OptionSpec<K>) => Parsed<KindValues[K]> };

const PARSERS: Parsers = {
  text: (value, spec) => (spec.inHeader === true ? parseHeaderText(value) : parseName(value)),
  secretText: parseHeaderText,
  url: parseUrl,
  storeLocation: parseName,
  wholeNumber: parseWholeNumber,
  number: parseNumber,
  boolean: parseBoolean,
  booleanOrChoice: parseBooleanOrChoice,
  textList: parseTextList,
  object: parseObject,
  headers: parseHeaders,
  choice: parseChoice,
  choiceList: parseChoiceList,
};

/** How a source writes its values: as JavaScript values, or all of them as text. */
export type Notation = "values" | "text";

/** The value of one option, or a problem. Pure, and never throws. */
export function parseOption(spec: OptionSpec, given: unknown, notation: Notation): Parsed<KindValues[Kind]> {
  const isText = notation === "text" && typeof given === "string";
  return parseKind(spec.kind, spec, isText ? textToValue(spec.kind, given) : given);
}

function parseKind<K extends Kind>(kind: K, spec: OptionSpec<K>, value: unknown): Parsed<KindValues[K]> {
  return PARSERS[kind](value, spec);
}

const DECIMAL = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["yes", true],
  ["on", true],
  ["false", false],
  ["0", false],
  ["no", false],
  ["off", false],
]);

/**
 * The value that a text from the environment or a file represents; a text that does not fit the kind is left as it is.
 */
function textToValue(kind: Kind, text: string): unknown {
  switch (kind) {
    case "wholeNumber":
    case "number":
      return DECIMAL.test(text.trim()) ? Number(text) : text;
    case "boolean":
    case "booleanOrChoice":
      return BOOLEANS.get(text.trim().toLowerCase()) ?? text;
    case "textList":
    case "choiceList":
      return commaSeparated(text);
    case "object":
    case "headers":
      return fromJson(text);
    case "text":
    case "secretText":
    case "url":
    case "storeLocation":
    case "choice":
      return text;
  }
}

function commaSeparated(text: string): string[] {
  const items = text.split(",").map((item) => item.trim());
  return items.filter((item) => item !== "");
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `null` and blank text mean "not given": an empty environment variable hides nothing. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === "string" && value.trim() === "");
}
