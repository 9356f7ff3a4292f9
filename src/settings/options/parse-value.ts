/** A checked value, or what would have been allowed in its place. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly allowed: string };

export function accept<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refuse(allowed: string): Parsed<never> {
  return { ok: false, allowed };
}

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
  // The look-behind makes it read each run of slashes once: without it, a million of them would take minutes.
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

interface Choices {
  readonly choices: readonly string[];
}

export function parseChoice(value: unknown, { choices }: Choices): Parsed<string> {
  const text = typeof value === "string" ? value.trim() : undefined;
  return text !== undefined && choices.includes(text) ? accept(text) : refuse(`one of ${choices.join(", ")}`);
}

export function parseBooleanOrChoice(value: unknown, { choices }: Choices): Parsed<boolean | string> {
  if (typeof value === "boolean") return accept(value);
  const choice = parseChoice(value, { choices });
  return choice.ok ? choice : refuse(`one of true, false, ${choices.join(", ")}`);
}

export function parseChoiceList(value: unknown, { choices }: Choices): Parsed<readonly string[]> {
  const allowed = `a list of ${choices.join(", ")} (in the environment with commas)`;
  return parseList(value, allowed, (item): item is string => typeof item === "string" && choices.includes(item));
}

/** A refusal names the first invalid element by its position, counted from 1: its value may be a secret. */
function parseList<T>(value: unknown, allowed: string, isAllowed: (item: unknown) => item is T): Parsed<readonly T[]> {
  if (!Array.isArray(value)) return refuse(allowed);
  const items: readonly unknown[] = value;
  const wrong = items.findIndex((item) => !isAllowed(item));
  return wrong === -1 ? accept(items.filter(isAllowed)) : refuse(`${allowed}; element ${wrong + 1} is something else`);
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

export function parseTextList(value: unknown): Parsed<readonly string[]> {
  const allowed = "a list of texts (in the environment, separated by commas)";
  return parseList(value, allowed, (item): item is string => typeof item === "string");
}

export function parseObject(value: unknown): Parsed<Readonly<Record<string, unknown>>> {
  return isJsonObject(value) ? accept({ ...value }) : refuse("an object (in the environment as JSON)");
}

export function parseHeaders(value: unknown): Parsed<Readonly<Record<string, string>>> {
  const entries = isJsonObject(value) ? headerEntries(value) : undefined;
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

/** Whether it is an object with named fields, and not a list. As in `records`, on which settings does not depend. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
