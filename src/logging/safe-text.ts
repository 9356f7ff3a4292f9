import { printableText } from "../records/plain-text.js";
import { withoutCredentials } from "../records/redaction/credentials.js";
import { MASK, withoutKnownSecrets } from "./known-secrets.js";

/**
 * A text that is safe to show in a log, a terminal or an error: on one line, without the secrets of this process,
 * without anything that looks like a secret, and without control characters. It may contain words from a server, a
 * library or a file.
 */
export function safeText(text: string): string {
  return printableText(withoutCredentials(withoutKnownSecrets(text), MASK));
}

/** What was thrown, in its own words. */
export function safeMessage(thrown: unknown): string {
  try {
    return safeText(thrown instanceof Error ? thrown.message : String(thrown));
  } catch {
    return "the thrown value can't be read";
  }
}
