/** Any object, as something that may have any field. */
export type JsonShape = Readonly<Record<string, unknown>>;

export function shapeOf(value: unknown): JsonShape {
  return isShape(value) ? value : {};
}

/** The objects of a list; of anything else none. */
export function shapesOf(value: unknown): readonly JsonShape[] {
  return Array.isArray(value) ? value.filter(isShape) : [];
}

function isShape(value: unknown): value is JsonShape {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
