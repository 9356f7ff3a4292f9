import { plainText } from "../../../records/plain-text.js";

/** What a trace is called; of one whose spans have come before it, nothing is known yet. */
export function shownName(name: string): string {
  return plainText(name) || "not named yet";
}
