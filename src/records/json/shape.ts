/** Values are read by shape, never by class: a process may hold several copies of LangChain. */
export type Shape = Readonly<Record<string, unknown>>;

/** Whether the value may be asked for properties by name; a list may too. */
export function isObject(value: unknown): value is Shape {
  return typeof value === "object" && value !== null;
}

/** Whether it is an object with names of its own choice: no list. */
export function isShape(value: unknown): value is Shape {
  return isObject(value) && !Array.isArray(value);
}
