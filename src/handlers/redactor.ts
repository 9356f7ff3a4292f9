import { withoutSecrets } from "../records/redaction/redact-secrets.js";
import { type Redact, type RedactField, redactEach } from "../records/redaction/redaction.js";

/** The ready set, the program's own redactor, or one after the other; undefined where nothing is to be hidden. */
export function redactor(mode: "off" | "standard", own: Redact | undefined): RedactField | undefined {
  if (own === undefined) return mode === "off" ? undefined : withoutSecrets;
  const redactByOwn = redactEach(own);
  return mode === "off" ? redactByOwn : (value, place) => redactByOwn(withoutSecrets(value), place);
}
