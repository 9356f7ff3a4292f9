import { readProperty } from "./guarded-read.js";
import { isObject } from "./json-object.js";

// Nothing else of an error: HTTP clients hang the request with its secret headers on it. The stack is last because it is long.
const SHOWN = ["name", "message", "status", "code", "cause", "errors", "stack"];

/** The fields of an error that are worth showing, those that it has. */
export function errorFields(error: object): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {};
  if (!isObject(error)) return fields;
  for (const key of SHOWN) {
    const value = readProperty(error, key);
    if (value !== undefined) fields[key] = value;
  }
  return fields;
}
