import type { Kind, KindValues, OptionSpec } from "./option-spec.js";
import { parseChoice, parseChoiceList } from "./parse-choice.js";
import { parseHeaders, parseObject, parseTextList } from "./parse-collection.js";
import { parseBoolean, parseHeaderText, parseName, parseNumber, parseUrl, parseWholeNumber } from "./parse-scalar.js";
import type { Parsed } from "./parsed.js";
import { textToValue } from "./text-to-value.js";

type Parsers = { readonly [K in Kind]: (value: unknown, spec: OptionSpec<K>) => Parsed<KindValues[K]> };

const PARSERS: Parsers = {
  text: (value, spec) => (spec.inHeader === true ? parseHeaderText(value) : parseName(value)),
  secretText: parseHeaderText,
  url: parseUrl,
  storeLocation: parseName,
  wholeNumber: parseWholeNumber,
  number: parseNumber,
  boolean: parseBoolean,
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

/** `null` and blank text mean "not given": an empty environment variable hides nothing. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === "string" && value.trim() === "");
}
