import { plainText } from "../../../records/plain-text.js";

/** The name to show for a trace; unknown yet where its spans have come before it. */
export function shownName(name: string): string {
  return plainText(name) || "not named yet";
}
