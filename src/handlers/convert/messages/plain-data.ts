import { fewFields, fewItems } from "../../../records/json/few-members.js";
import { isJsonObject } from "../../../records/json/json-object.js";
import { describePrimitive } from "../../../records/json/primitive.js";
import { MAX_NAME_LENGTH } from "../../../records/json/text-limit.js";

const MAX_DEPTH = 16;
/** How many members are copied, in all. */
const MAX_MEMBERS = 20_000;
const MAX_URL_LENGTH = 8_000;
const DROPPED = Symbol("dropped");

/**
 * Names under which requests carry credentials or live objects. Token limits such as `max_tokens` are not among them.
 */
const UNSAFE_NAME =
  /api[-_]?key|access[-_]?key|authori[sz]ation|headers?$|secret|passw(or)?d|credential|cookie|(auth|access|bearer|session|refresh)[-_]?token|(^|[-_])id[-_]?token|^(token|client|client_?options|signal|callbacks|configurable|http_?agent|fetch)$/i;
/** Under these names of a JSON schema are names that a tool's author chose: no credentials. */
const SCHEMA_NAMES = new Set(["properties", "$defs", "definitions", "patternProperties"]);
const URL_NAME = /ur[il]$|endpoint$/i;

/** How many members may still be copied. */
interface Members {
  left: number;
}

/** A copy of the plain JSON data in `value`, without credentials, functions and class instances. */
export function safePlainData(value: unknown): unknown {
  const copy = copyOf(value, [], false, { left: MAX_MEMBERS });
  return copy === DROPPED ? undefined : copy;
}

/** Like {@link safePlainData}, field by field; what is not plain is left out. */
export function safePlainFields(fields: object): Record<string, unknown> {
  return copyOfFields(fields, [fields], false, { left: MAX_MEMBERS });
}

function copyOf(value: unknown, ancestors: readonly object[], isSchemaNames: boolean, members: Members): unknown {
  members.left -= 1;
  if (members.left < 0) return DROPPED;
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : DROPPED;
  if (typeof value === "bigint") return describePrimitive(value);
  return typeof value === "object" ? copyOfObject(value, ancestors, isSchemaNames, members) : DROPPED;
}

function copyOfObject(value: object, ancestors: readonly object[], isSchemaNames: boolean, members: Members): unknown {
  if (ancestors.length >= MAX_DEPTH || ancestors.includes(value)) return DROPPED;
  const line = [...ancestors, value];
  if (Array.isArray(value)) {
    return fewItems(value)
      .map((item) => copyOf(item, line, false, members))
      .filter((item) => item !== DROPPED);
  }
  return isPlain(value) ? copyOfFields(value, line, isSchemaNames, members) : DROPPED;
}

function copyOfFields(
  fields: object,
  line: readonly object[],
  isSchemaNames: boolean,
  members: Members,
): Record<string, unknown> {
  const kept: [string, unknown][] = [];
  for (const [name, value] of Object.entries(isJsonObject(fields) ? fewFields(fields) : {})) {
    if (members.left < 0) break;
    if (name.length > MAX_NAME_LENGTH || (!isSchemaNames && UNSAFE_NAME.test(name))) continue;
    const copy = copyOf(value, line, !isSchemaNames && SCHEMA_NAMES.has(name), members);
    if (copy !== DROPPED) kept.push([name, withoutUrlSecrets(name, copy)]);
  }
  // fromEntries defines fields, so that a field named __proto__ stays a field.
  return Object.fromEntries(kept);
}

/** A text that is too long to be read as a URL may still hold a password. */
function cutUrl({ length }: string): string {
  return `[URL of ${length} characters left out]`;
}

/** Objects of other realms have another `Object.prototype`, so the chain's length is what counts. */
function isPlain(value: object): boolean {
  if (!isJsonObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function withoutUrlSecrets(name: string, value: unknown): unknown {
  if (typeof value !== "string" || !URL_NAME.test(name)) return value;
  if (value.length > MAX_URL_LENGTH) return cutUrl(value);
  if (!URL.canParse(value)) return value;
  const url = new URL(value);
  if (url.protocol !== "http:" && url.protocol !== "https:") return value;
  return url.username === "" && url.password === "" && url.search === "" ? value : `${url.origin}${url.pathname}`;
}
