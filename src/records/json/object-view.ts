import { listKeys } from "./few-members.js";
import { isObject } from "./json-object.js";

/** The parts of an object that are to be written. */
export type ObjectView =
  /** A primitive or a function in place of the object. */
  | { readonly kind: "plain"; readonly value: unknown }
  /** `more`: how many follow that are not looked at. */
  | { readonly kind: "items"; readonly items: ArrayLike<unknown>; readonly length: number; readonly more: number }
  | {
      readonly kind: "fields";
      readonly source: Readonly<Record<string, unknown>>;
      readonly keys: readonly string[];
      readonly more: number;
    };

export function viewPlain(value: unknown): ObjectView {
  return { kind: "plain", value };
}

/** May throw when `items` is a proxy. */
export function viewItems(items: ArrayLike<unknown>, more = 0): ObjectView {
  // A proxy may answer anything, and something different each time.
  const length: unknown = items.length;
  return { kind: "items", items, length: typeof length === "number" && length > 0 ? Math.floor(length) : 0, more };
}

/** May throw when `source` is a proxy. */
export function viewFields(source: object, unlisted = 0): ObjectView {
  if (!isObject(source)) return viewPlain(undefined);
  const { keys, more } = listKeys(source);
  return { kind: "fields", source, keys, more: more + unlisted };
}
