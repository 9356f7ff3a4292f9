import { isShape } from "../../../records/json/shape-fields.js";

const MAX_DEPTH = 16;
const DROPPED = Symbol("dropped");

/** Names under which requests carry credentials or live objects. Token limits such as `max_tokens` are not among them. */
const UNSAFE_NAME =
  /api[-_]?key|access[-_]?key|authori[sz]ation|headers?$|secret|passw(or)?d|credential|cookie|(auth|access|bearer|session|refresh)[-_]?token|(^|[-_])id[-_]?token|^(token|client|client_?options|signal|callbacks|configurable|http_?agent|fetch)$/i;
/** Below these names of a JSON schema stand names that a tool's author chose: no credentials. */
const SCHEMA_NAMES = new Set(["properties", "$defs", "definitions", "patternProperties"]);
const URL_NAME = /ur[il]$|endpoint$/i;

/** A copy of what is plain JSON data in `value`, without credentials, functions and class instances. */
export function safePlainData(value: unknown): unknown {
  const copy = copyOf(value, [], false);
  return copy === DROPPED ? undefined : copy;
}

/** As {@link safePlainData}, field by field; what is not plain is left out. */
export function safePlainFields(fields: object): Record<string, unknown> {
  return copyOfFields(Object.entries(fields), [fields], false);
}

function copyOf(value: unknown, ancestors: readonly object[], isSchemaNames: boolean): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : DROPPED;
  if (typeof value === "bigint") return value.toString();
  return typeof value === "object" ? copyOfObject(value, ancestors, isSchemaNames) : DROPPED;
}

function copyOfObject(value: object, ancestors: readonly object[], isSchemaNames: boolean): unknown {
  if (ancestors.length >= MAX_DEPTH || ancestors.includes(value)) return DROPPED;
  const line = [...ancestors, value];
  if (Array.isArray(value)) return value.map((item) => copyOf(item, line, false)).filter((item) => item !== DROPPED);
  return isPlain(value) ? copyOfFields(Object.entries(value), line, isSchemaNames) : DROPPED;
}

function copyOfFields(
  entries: readonly (readonly [string, unknown])[],
  line: readonly object[],
  isSchemaNames: boolean,
): Record<string, unknown> {
  const kept: [string, unknown][] = [];
  for (const [name, value] of entries) {
    if (!isSchemaNames && UNSAFE_NAME.test(name)) continue;
    const copy = copyOf(value, line, !isSchemaNames && SCHEMA_NAMES.has(name));
    if (copy !== DROPPED) kept.push([name, withoutUrlSecrets(name, copy)]);
  }
  // fromEntries defines fields, so that a field named __proto__ stays a field.
  return Object.fromEntries(kept);
}

/** Objects of other realms have another `Object.prototype`, so the chain's length is what counts. */
function isPlain(value: object): boolean {
  if (!isShape(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function withoutUrlSecrets(name: string, value: unknown): unknown {
  if (typeof value !== "string" || !URL_NAME.test(name) || !URL.canParse(value)) return value;
  const url = new URL(value);
  if (url.protocol !== "http:" && url.protocol !== "https:") return value;
  return url.username === "" && url.password === "" && url.search === "" ? value : `${url.origin}${url.pathname}`;
}
