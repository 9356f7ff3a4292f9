import { isJsonObject, type JsonObject } from "../../records/json/json-object.js";

/** Fields of a value that came as JSON from outside: a value of another type than expected counts as absent. */
export type { JsonObject };

export function objectField(from: JsonObject, name: string): JsonObject {
  const value = from[name];
  return isJsonObject(value) ? value : {};
}

export function textField(from: JsonObject, name: string): string | null {
  const value = from[name];
  return typeof value === "string" ? value : null;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function uuidField(from: JsonObject, name: string): string | null {
  const value = textField(from, name);
  return value !== null && UUID.test(value) ? value.toLowerCase() : null;
}

/** An index entry cannot be larger than some 2,700 bytes: a longer text is cut, and ends with an ellipsis. */
export function nameField(from: JsonObject, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = textField(from, name);
    if (value !== null && value !== "") return shortName(value);
  }
  return null;
}

const MAX_NAME_LENGTH = 500;

/** The form in which a name is stored, and in which it has to be searched for. */
export function shortName(name: string): string {
  return name.length <= MAX_NAME_LENGTH ? name : `${name.slice(0, MAX_NAME_LENGTH - 1)}…`;
}

export function numberField(from: JsonObject, name: string): number | null {
  const value = from[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** A count of tokens. A number that is not an exact integer does not count. */
export function countField(from: JsonObject, name: string): number | null {
  const value = from[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
