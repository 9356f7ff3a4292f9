import { isJsonObject, isObject } from "../records/json/json-object.js";
import type { SpanFields } from "./span-match.js";

// A test must not pass because it asks for something that no span can have. A program without types may give anything.

/** The fields that a span should have: a text is its name. */
export function expectedFields(expected: unknown): SpanFields {
  if (typeof expected === "string" && expected !== "") return { name: expected };
  if (isMatcher(expected)) return expected;
  if (!isPlain(expected)) throw new TypeError(`toHaveSpan() was given ${said(expected)}. ${TAKES_FIELDS}`);
  const unknown = Object.keys(expected).find((field) => !(field in FIELDS));
  if (unknown !== undefined) throw new TypeError(`toHaveSpan() was given the field "${unknown}". ${TAKES_FIELDS}`);
  return expected;
}

/** The model that should have answered: its name, or a matcher of the test runner. */
export function expectedModel(expected: unknown): unknown {
  if ((typeof expected === "string" && expected !== "") || isMatcher(expected)) return expected;
  throw new TypeError(`toHaveAnsweredBy() was given ${said(expected)}. It takes the name of a model.`);
}

const FIELDS = {
  id: true,
  trace_id: true,
  parent_span_id: true,
  project_name: true,
  name: true,
  type: true,
  start_time: true,
  end_time: true,
  input: true,
  output: true,
  metadata: true,
  tags: true,
  model: true,
  provider: true,
  usage: true,
  total_estimated_cost: true,
  error_info: true,
  ttft: true,
  last_updated_at: true,
  environment: true,
  source: true,
} satisfies Readonly<Record<keyof SpanFields, true>>;

const TAKES_FIELDS = `It takes the name of a span, or an object of these fields: ${Object.keys(FIELDS).join(", ")}.`;

/** Such as `expect.stringContaining`, in vitest and jest alike. */
function isMatcher(value: unknown): value is object {
  return isObject(value) && typeof value.asymmetricMatch === "function";
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isJsonObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Test runners use several realms: a plain object may come from another one.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function said(value: unknown): string {
  if (typeof value === "string") return "an empty text";
  return isObject(value) ? "an object that is not plain" : `${typeof value} ${String(value)}`;
}
