import { safeText } from "../../logging/safe-text.js";

const MAX_CHARACTERS = 300;

/**
 * The message in an error body, on one line and without secrets: `{"errors":[…]}`, `{"message":…}`, or the plain text.
 */
export function serverMessage(body: string): string {
  const line = safeText((fromJson(body) ?? body).replaceAll(/\s+/g, " ").trim());
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
}

function fromJson(body: string): string | undefined {
  const value = parsedBody(body);
  if (typeof value !== "object" || value === null) return undefined;
  if ("errors" in value && Array.isArray(value.errors)) {
    return value.errors.filter((error) => typeof error === "string").join("; ");
  }
  return "message" in value && typeof value.message === "string" ? value.message : undefined;
}

/** The parsed JSON; undefined if it is none. */
export function parsedBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
