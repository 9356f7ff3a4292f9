import { isShape, type Shape, shapeOf } from "./shape-fields.js";

/** The object that `path` leads to; an empty one where the path breaks off, so that look-ups can be chained. */
export function shapeAt(value: unknown, ...path: readonly string[]): Shape {
  let current = value;
  for (const name of path) current = isShape(current) ? current[name] : undefined;
  return shapeOf(current);
}

/** The first of the named fields that holds text other than blanks. */
export function firstText(fields: Shape, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === "string" && value.trim() !== "") return value;
  }
  return undefined;
}
