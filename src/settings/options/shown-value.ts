import type { Kind } from "./option-spec.js";

const MAX_SHOWN_CHARACTERS = 80;

/** A refused value as an error may show it: secrets masked, long text cut. */
export function shownValue(kind: Kind, value: unknown): string {
  if (kind === "secretText" || kind === "headers" || kind === "storeLocation") return "*** (not shown)";
  if (typeof value === "string") return shownText(kind === "url" ? withoutCredentials(value) : value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return typeof value === "function" ? "a function" : String(value);
}

function shownText(text: string): string {
  const cut = text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
  return JSON.stringify(cut);
}

/** User names, passwords and query strings can hold secrets. */
function withoutCredentials(url: string): string {
  return url.replace(/^([^/]*\/\/)?.*@/s, "$1***@").replace(/[?#].*$/s, "?***");
}
