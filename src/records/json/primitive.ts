// The time to put an integer into digits grows faster than their number.
const MAX_BIGINT = 10n ** 10_000n;

/** The text that stands for a value that JSON has no form for. */
export function describePrimitive(value: unknown): string {
  if (typeof value === "function") return functionName(value);
  if (typeof value === "bigint" && (value > MAX_BIGINT || value < -MAX_BIGINT)) return "[bigint of very many digits]";
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
