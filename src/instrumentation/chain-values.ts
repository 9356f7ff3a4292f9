import { orElse } from "../handlers/convert/or-else.js";
import { isShape, type Shape } from "../records/json/shape.js";

/** A chain's input or output as LangChain hands it to callbacks: what is no object stands under `key`. */
export function asValues(value: unknown, key: "input" | "output"): Shape {
  const values = orElse(() => (isShape(value) && !(value instanceof Date) ? value : undefined), undefined);
  return values ?? { [key]: value };
}
