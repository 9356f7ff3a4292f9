import { isObject, type JsonObject } from "./json-object.js";
import { boundedName } from "./text-limit.js";

const MAX_MESSAGE_LENGTH = 200;

/** The value of a property, or a mark when its getter or a proxy's trap throws. */
export function readProperty(source: JsonObject, key: string): unknown {
  try {
    return source[key];
  } catch (error) {
    return threwMark(error);
  }
}

/** The value of an item, or a mark when its getter or a proxy's trap throws. */
export function readItem(items: ArrayLike<unknown>, index: number): unknown {
  try {
    return items[index];
  } catch (error) {
    return threwMark(error);
  }
}

/** What replaces a value that could not be read. */
export function threwMark(error: unknown): string {
  try {
    const message: unknown = error instanceof Error ? error.message : error;
    return typeof message === "string" ? `[threw: ${boundedName(message, MAX_MESSAGE_LENGTH)}]` : "[threw]";
  } catch {
    return "[threw]";
  }
}

/** The name of the value's class, "Object" when it has none. */
export function className(value: object): string {
  const maker: unknown = isObject(value) ? value.constructor : undefined;
  // The host may have a getter there: it is asked once.
  const name: unknown = typeof maker === "function" ? maker.name : undefined;
  return typeof name === "string" && name !== "" ? boundedName(name, MAX_MESSAGE_LENGTH) : "Object";
}

/** Reads something that may throw, as a proxy or a getter does: `other` is used in its place then. */
export function tryOr<Result, Other>(read: () => Result, other: Other): Result | Other {
  try {
    return read();
  } catch {
    return other;
  }
}
