import { fewItems } from "./few-members.js";
import { isShape, type Shape } from "./shape.js";
import { cutName } from "./text-limit.js";

export { isShape, type Shape };

export function shapeOf(value: unknown): Shape {
  return isShape(value) ? value : {};
}

/** A list; of a very long one its ends. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? fewItems(value) : [];
}

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A text that names something, as far as it goes into a record. */
export function nameOf(value: unknown): string | undefined {
  const name = textOf(value);
  return name === undefined ? undefined : cutName(name);
}

const MAX_TAGS = 1_000;

/** Tags; each of them, and their number, is bounded. */
export function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return fewItems(value, MAX_TAGS)
    .filter((one) => typeof one === "string")
    .map(cutName);
}
