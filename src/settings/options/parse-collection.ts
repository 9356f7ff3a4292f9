import { parseHeaderText } from "./parse-scalar.js";
import { accept, type Parsed, refuse } from "./parsed.js";

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

export function parseTextList(value: unknown): Parsed<readonly string[]> {
  return Array.isArray(value) && value.every((item) => typeof item === "string")
    ? accept([...value])
    : refuse("a list of text (in the environment separated by commas)");
}

export function parseObject(value: unknown): Parsed<Readonly<Record<string, unknown>>> {
  return isObject(value) ? accept({ ...value }) : refuse("an object (in the environment as JSON)");
}

export function parseHeaders(value: unknown): Parsed<Readonly<Record<string, string>>> {
  const entries = isObject(value) ? headerEntries(value) : undefined;
  return entries === undefined
    ? refuse("an object of HTTP header names and printable ASCII values (in the environment as JSON)")
    : accept(Object.fromEntries(entries));
}

function headerEntries(value: Readonly<Record<string, unknown>>): [string, string][] | undefined {
  const entries: [string, string][] = [];
  for (const [name, headerValue] of Object.entries(value)) {
    const text = parseHeaderText(headerValue);
    if (!HEADER_NAME.test(name) || !text.ok) return undefined;
    entries.push([name, text.value]);
  }
  return entries;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
