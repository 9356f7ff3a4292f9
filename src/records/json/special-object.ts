import { classTag, viewBuiltIn } from "./built-in-object.js";
import { listKeys } from "./few-members.js";
import { className, readProperty } from "./guarded-read.js";
import { isObject } from "./json-object.js";
import { type ObjectView, viewFields, viewItems, viewPlain } from "./object-view.js";
import { presentWork, spendVisits } from "./write-work.js";

/** Looks at an object that is neither an array nor plain. May throw when it is hostile. */
export function viewSpecial(value: object): ObjectView {
  spendVisits(isOfKnownClass(value) ? KIND_VISITS : KIND_VISITS + CLASS_VISITS);
  const tag = classTag(value);
  // Before `toJSON`: a Buffer's would be an array of numbers, an HTTP error's would show the request's headers.
  if (ArrayBuffer.isView(value) || tag === "Date") return viewBuiltIn(value, tag);
  if (value instanceof Error || tag === "Error") return viewFields(errorFields(value));
  const own = ownJson(value);
  if (!isObject(own)) return viewPlain(own);
  const ownTag = own === value ? tag : classTag(own);
  return ArrayBuffer.isView(own) || ownTag === "Date" ? viewBuiltIn(own, ownTag) : viewInstance(own, ownTag);
}

/**
 * The cost of finding out which kind of object it is, of looking at the first of a class, for which V8 has no short way
 * yet, and of calling the host's code.
 */
const KIND_VISITS = 4;
const CLASS_VISITS = 45;
const TO_JSON_VISITS = 5;

/** Whether one of its class was looked at before, in what the callback asks for. */
function isOfKnownClass(value: object): boolean {
  const work = presentWork();
  const prototype: unknown = Object.getPrototypeOf(value);
  if (work === undefined || !isObject(prototype)) return true;
  work.classes ??= new Set();
  if (work.classes.has(prototype)) return true;
  work.classes.add(prototype);
  return false;
}

/** What the object's `toJSON` answers; the object itself when it has none or that throws. */
function ownJson(value: object): unknown {
  if (!("toJSON" in value)) return value;
  try {
    const { toJSON } = value;
    if (typeof toJSON !== "function") return value;
    const answer: unknown = Reflect.apply(toJSON, value, [""]);
    // A list that it returns was made only now.
    spendVisits(TO_JSON_VISITS + (Array.isArray(answer) ? answer.length >> 2 : 0));
    return answer;
  } catch {
    return value;
  }
}

function viewInstance(value: Readonly<Record<string, unknown>>, tag: string): ObjectView {
  if (Array.isArray(value)) return viewItems(value);
  // Before the keys: each character of a boxed text has one.
  if (value instanceof Map || value instanceof Set || tag === "String") return viewBuiltIn(value, tag);
  const { keys, more } = listKeys(value);
  if (keys.length === 0) return viewBuiltIn(value, tag);
  return isStream(value) ? viewPlain(`[${className(value)}]`) : { kind: "fields", source: value, keys, more };
}

/** A stream or a socket: its properties are machinery, not data. */
function isStream(value: Readonly<Record<string, unknown>>): boolean {
  return typeof readProperty(value, "pipe") === "function" && typeof readProperty(value, "on") === "function";
}

// Nothing else of an error: HTTP clients attach the request with its secret headers to it. The stack is last because it
// is long.
const SHOWN = ["name", "message", "status", "code", "cause", "errors", "stack"];

/** V8 writes an error's stack when it is first read. */
const ERROR_VISITS = 30;

/** The fields of an error that are worth showing, those that it has. */
function errorFields(error: object): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {};
  if (!isObject(error)) return fields;
  spendVisits(ERROR_VISITS);
  for (const key of SHOWN) {
    const value = readProperty(error, key);
    if (value !== undefined) fields[key] = value;
  }
  return fields;
}
