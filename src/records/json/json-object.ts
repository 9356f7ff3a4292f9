import { fewItems } from "./few-members.js";
import { cutName, MAX_NAME_LENGTH, unseenText } from "./text-limit.js";

/** An object whose fields are read by name, never by class: a process may hold several copies of LangChain. */
export type JsonObject = Readonly<Record<string, unknown>>;

// Made once: most lookups find nothing, and each run makes many of them.
const NO_FIELDS: JsonObject = Object.freeze({});
const NO_ITEMS: readonly never[] = Object.freeze([]);

/** Whether the value may be asked for properties by name; a list may too. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null;
}

/** Whether it is an object with named fields, and not a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value) && !Array.isArray(value);
}

/** The object; an empty one in place of anything else, so that look-ups can be chained. */
export function asJsonObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : NO_FIELDS;
}

/** The object that `path` leads to; an empty one where the path breaks off. */
export function jsonObjectAt(value: unknown, ...path: readonly string[]): JsonObject {
  let current = value;
  for (const name of path) current = isJsonObject(current) ? current[name] : undefined;
  return asJsonObject(current);
}

/** The list, or the two ends of a very long one; an empty list in place of anything else. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? fewItems(value) : NO_ITEMS;
}

/** No provider takes so many. */
const MAX_PARTS = 2_000;

/** What one message has: the parts of its content, or its calls of tools. They are gone through several times. */
export function asParts(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? fewItems(value, MAX_PARTS) : NO_ITEMS;
}

/** Whether it is a list with items that all pass the check. */
export function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is readonly Item[] {
  return Array.isArray(value) && value.length > 0 && value.every(isItem);
}

/** The value of a JSON text; anything that is not JSON text is returned as it is. */
export function parsedJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** A text that is not empty. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A text that names something, as far as it goes into a record. */
export function asName(value: unknown): string | undefined {
  const name = asText(value);
  return name === undefined ? undefined : cutName(name);
}

const MAX_TAGS = 1_000;
/** A limit for all tags together: cutting a text that was concatenated from pieces first copies all of it. */
const MAX_TAG_CHARACTERS = 1_000_000;

/** Tags; the length of each, their number, and the characters looked at in all of them are bounded. */
export function asTags(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) return NO_ITEMS;
  let charactersLeft = MAX_TAG_CHARACTERS;
  const tags: string[] = [];
  for (const tag of fewItems(value, MAX_TAGS)) {
    if (typeof tag !== "string") continue;
    charactersLeft -= tag.length;
    tags.push(charactersLeft < 0 ? unseenText(tag) : cutName(tag));
  }
  return tags;
}

/** The first of the named fields that holds text other than blanks, as long as a name may be. */
export function firstText(fields: JsonObject, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value !== "string") continue;
    if (value.length > MAX_NAME_LENGTH) return cutName(value);
    if (value.trim() !== "") return value;
  }
  return undefined;
}
