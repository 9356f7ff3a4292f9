import { currentMedia } from "../media/media-collector.js";
import { listKeys } from "./few-members.js";
import { tryOr } from "./guarded-read.js";
import { fieldName, type JsonText, quote, trusted } from "./json-text.js";
import type { JsonLimits, KnownObject } from "./write-state.js";
import { spendVisits } from "./write-work.js";

const MAX_MEMBERS = 100;
const MAX_DEPTH = 8;
const MAX_TEXT_LENGTH = 5_000;

/** What one write may still do before it is left to those that deal with values of any kind. */
interface SmallWrite {
  readonly knownObject: KnownObject | undefined;
  /** Longer texts may be media. */
  readonly longestText: number;
  membersLeft: number;
  charactersLeft: number;
}

/**
 * The JSON of a value that is small and plain, as most are: texts, numbers, lists, and objects of no class, beside what
 * the caller knows. Nothing of it needs to be cut. Undefined: it is another value, or resists.
 */
export function smallJson(
  value: unknown,
  { maxFieldLength, maxMediaLength }: JsonLimits,
  knownObject: KnownObject | undefined,
): JsonText | undefined {
  const longestText = Math.min(currentMedia()?.longestText ?? maxMediaLength, MAX_TEXT_LENGTH);
  const small: SmallWrite = { knownObject, longestText, membersLeft: MAX_MEMBERS, charactersLeft: maxFieldLength };
  const json = tryOr(() => jsonOf(small, value ?? null, 0), undefined);
  spendVisits(MAX_MEMBERS - small.membersLeft);
  return json === undefined || small.charactersLeft < 0 ? undefined : trusted(json);
}

function jsonOf(small: SmallWrite, value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case "string":
      return value.length <= small.longestText ? spend(small, quote(value)) : undefined;
    case "number":
      return Number.isFinite(value) ? spend(small, String(value)) : undefined;
    case "boolean":
      return spend(small, value ? "true" : "false");
    case "object":
      return value === null ? spend(small, "null") : jsonOfObject(small, value, depth);
    case "undefined":
    case "bigint":
    case "function":
    case "symbol":
      return undefined;
  }
}

function jsonOfObject(small: SmallWrite, value: object, depth: number): string | undefined {
  if (depth === MAX_DEPTH || "toJSON" in value) return undefined;
  if (Array.isArray(value)) return jsonOfItems(small, value, depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  const keys = isPlain ? listKeys(value).keys : undefined;
  // The caller would look at all of it, only for it to be done again.
  if (keys !== undefined && hasLongList(value, keys)) return undefined;
  const known = knownJson(small, value, depth);
  if (known !== undefined || small.charactersLeft < 0) return known;
  return keys && jsonOfFields(small, value, keys, depth);
}

function hasLongList(source: object, keys: readonly string[]): boolean {
  return keys.length > MAX_MEMBERS || keys.some((key) => lengthOf(Reflect.get(source, key)) > MAX_MEMBERS);
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function knownJson(small: SmallWrite, value: object, depth: number): string | undefined {
  const known = small.knownObject?.(value, (inner) => {
    const json = jsonOf(small, inner, depth + 1);
    if (json === undefined) small.charactersLeft = Number.NEGATIVE_INFINITY;
    else small.charactersLeft += json.length;
    return trusted(json ?? "null");
  });
  return known === undefined ? undefined : spend(small, known);
}

function jsonOfItems(small: SmallWrite, items: readonly unknown[], depth: number): string | undefined {
  if (!takeMembers(small, items.length)) return undefined;
  let text = "[";
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const json = item === undefined ? spend(small, "null") : jsonOf(small, item, depth + 1);
    if (json === undefined) return undefined;
    text += index === 0 ? json : `,${json}`;
  }
  small.charactersLeft -= items.length + 1;
  return `${text}]`;
}

function jsonOfFields(small: SmallWrite, source: object, keys: readonly string[], depth: number): string | undefined {
  if (!takeMembers(small, keys.length)) return undefined;
  let text = "";
  for (const key of keys) {
    const value: unknown = Reflect.get(source, key);
    if (value === undefined) continue;
    const json = jsonOf(small, value, depth + 1);
    if (json === undefined) return undefined;
    const name = fieldName(key);
    small.charactersLeft -= name.asNext.length;
    text += text === "" ? name.asFirst : name.asNext;
    text += json;
  }
  small.charactersLeft -= 2;
  return text === "" ? "{}" : `${text}}`;
}

function takeMembers(small: SmallWrite, count: number): boolean {
  if (!(count <= small.membersLeft)) return false;
  small.membersLeft -= count;
  return true;
}

function spend(small: SmallWrite, json: string): string {
  small.charactersLeft -= json.length;
  return json;
}
