import { ADDRESS_SECRETS } from "./address-secrets.js";
import { COMMAND_SECRETS } from "./command-secrets.js";
import { Effort } from "./effort.js";
import { HTTP_CREDENTIALS } from "./http-credentials.js";
import { KNOWN_KEYS } from "./known-keys.js";
import { NAMED_SECRETS } from "./named-secrets.js";
import { PRIVATE_KEYS } from "./private-keys.js";
import { SecretFinder } from "./secret-finder.js";
import type { SecretKind } from "./secret-kind.js";
import { TOKENS_IN_PARTS } from "./tokens-in-parts.js";

/** First what is known by its form: nothing like it occurs within a name or a value. */
export const CREDENTIALS: readonly (readonly SecretKind[])[] = [
  [HTTP_CREDENTIALS, ...PRIVATE_KEYS, ...KNOWN_KEYS, ...TOKENS_IN_PARTS, ...ADDRESS_SECRETS, COMMAND_SECRETS],
  [NAMED_SECRETS],
];

let finder: SecretFinder | undefined;

/** The text without keys, tokens and passwords that are recognised by their form, or by the name before them. */
export function withoutCredentials(text: string, mark: string): string {
  finder ??= new SecretFinder(CREDENTIALS);
  const effort = new Effort();
  effort.allowFor(text.length);
  return finder.withoutSecrets(text, mark, effort);
}
