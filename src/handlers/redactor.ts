import { redactSecrets } from "../records/redact-secrets.js";
import type { Redact } from "../records/redaction.js";

/** The ready set, the program's own redactor, or one after the other; undefined where nothing is to be hidden. */
export function redactor(mode: "off" | "standard", own: Redact | undefined): Redact | undefined {
  if (mode === "off") return own;
  if (own === undefined) return redactSecrets;
  return (value, place) => own(redactSecrets(value, place), place);
}
