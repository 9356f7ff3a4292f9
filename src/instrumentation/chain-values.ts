import { tryOr } from "../records/json/guarded-read.js";
import { isJsonObject, type JsonObject } from "../records/json/json-object.js";

/** A chain's input or output as LangChain passes it to callbacks: a value that is not an object is put under `key`. */
export function asValues(value: unknown, key: "input" | "output"): JsonObject {
  const values = tryOr(() => (isJsonObject(value) && !(value instanceof Date) ? value : undefined), undefined);
  return values ?? { [key]: value };
}
