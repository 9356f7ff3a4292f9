/** The text that stands for a value that JSON has no form for. */
export function describePrimitive(value: unknown): string {
  if (typeof value === "function") return functionName(value);
  if (typeof value === "symbol" || typeof value === "bigint" || typeof value === "number") return String(value);
  return `[${typeof value}]`;
}

function functionName(value: { readonly name: unknown }): string {
  try {
    const { name } = value;
    return typeof name === "string" && name !== "" ? `[Function: ${name}]` : "[Function]";
  } catch {
    return "[Function]";
  }
}
