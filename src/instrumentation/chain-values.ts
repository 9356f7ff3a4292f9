import { tryOr } from "../records/json/guarded-read.js";
import { isJsonObject, type JsonObject } from "../records/json/json-object.js";

/** A chain's input or output as LangChain hands it to callbacks: what is no object stands under `key`. */
export function asValues(value: unknown, key: "input" | "output"): JsonObject {
  const values = tryOr(() => (isJsonObject(value) && !(value instanceof Date) ? value : undefined), undefined);
  return values ?? { [key]: value };
}
