import { printableText } from "../records/plain-text.js";
import { withoutCredentials } from "../records/redaction/credentials.js";
import { MASK, withoutKnownSecrets } from "./known-secrets.js";

/**
 * A text as it may be shown to people, in a log, a terminal or an error: on one line, without the secrets of this
 * process, without what looks like one, and without anything that a terminal would obey. A server, a library or a
 * file may have had a part in it.
 */
export function safeText(text: string): string {
  return printableText(withoutCredentials(withoutKnownSecrets(text), MASK));
}

/** What was thrown, in its own words. */
export function safeMessage(thrown: unknown): string {
  try {
    return safeText(thrown instanceof Error ? thrown.message : String(thrown));
  } catch {
    return "what was thrown can't be read";
  }
}
