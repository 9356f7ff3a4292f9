import { isObject } from "./shape.js";

/** What of an object is to be written. */
export type ObjectView =
  /** A primitive or a function in place of the object. */
  | { readonly kind: "plain"; readonly value: unknown }
  | { readonly kind: "items"; readonly items: ArrayLike<unknown>; readonly length: number }
  | { readonly kind: "fields"; readonly source: Readonly<Record<string, unknown>>; readonly keys: readonly string[] };

export function viewPlain(value: unknown): ObjectView {
  return { kind: "plain", value };
}

/** May throw when `items` is a proxy. */
export function viewItems(items: ArrayLike<unknown>): ObjectView {
  // A proxy may answer anything, at each question something else.
  const length: unknown = items.length;
  return { kind: "items", items, length: typeof length === "number" && length > 0 ? Math.floor(length) : 0 };
}

/** May throw when `source` is a proxy. */
export function viewFields(source: object): ObjectView {
  const keys = Object.keys(source);
  return isObject(source) ? { kind: "fields", source, keys } : viewPlain(undefined);
}
