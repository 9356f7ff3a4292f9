import { isShape, type Shape, shapeOf } from "./shape-fields.js";
import { cutName, MAX_NAME_LENGTH } from "./text-limit.js";

/** The object that `path` leads to; an empty one where the path breaks off, so that look-ups can be chained. */
export function shapeAt(value: unknown, ...path: readonly string[]): Shape {
  let current = value;
  for (const name of path) current = isShape(current) ? current[name] : undefined;
  return shapeOf(current);
}

/** The first of the named fields that holds text other than blanks, as long as a name may be. */
export function firstText(fields: Shape, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value !== "string") continue;
    if (value.length > MAX_NAME_LENGTH) return cutName(value);
    if (value.trim() !== "") return value;
  }
  return undefined;
}
