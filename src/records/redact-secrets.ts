import { withoutCardNumbers } from "./card-numbers.js";
import { REDACTED, type Redact } from "./redaction.js";
import { isSecretName } from "./secret-names.js";

/**
 * Hides values under keys that name a credential, bearer tokens, keys of well-known forms, passwords in addresses,
 * e-mail addresses and numbers of payment cards. What has no known form, such as a name or a street, stays.
 */
export const redactSecrets: Redact = (value, { path }) => {
  const name = path.at(-1);
  if (name !== undefined && isSecretName(name) && hasContent(value)) return REDACTED;
  if (typeof value === "string") return withoutSecrets(value);
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return value;
  return withoutCardNumbers(String(value), REDACTED) === REDACTED ? REDACTED : value;
};

function hasContent(value: unknown): boolean {
  return value !== null && value !== "" && typeof value !== "boolean";
}

// Each begins at a fixed text or at the start of a word, so that no text makes them slow.
const SECRET_FORMS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
  /\bsk-[\w-]{16,}/g,
  /\b(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(?:gh[opusr]_|github_pat_|glpat-|npm_|hf_|gsk_|pypi-|xai-|lsv2_pt_)[\w-]{16,}/g,
  /\bxox[abeoprs]-[\w-]{10,}/g,
  /\bAIza[\w-]{30,}/g,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
];
const AUTHORIZATION = /\b(Bearer|Basic)(\s+)[\w+/.=~-]{8,}/gi;
const ADDRESS_PASSWORD = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:]{0,200}:[^\s/@]{1,200}@/gi;
const NAMED_SECRET =
  /(?<![\w-])([\w-]{0,30}(?:key|token|secret|passw(?:or)?d|passphrase|pwd|authorization|credential|cookie)[\w-]{0,10})(\\{0,3}["']?\s{0,3}[:=]\s{0,3}\\{0,3})("[^"]{1,1000}"|[^\s"',;&}\\]{4,1000})/gi;
const EMAIL = /(?<![\w.+%-])[\w.+%-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi;

function withoutSecrets(text: string): string {
  let hidden = text.replace(AUTHORIZATION, `$1$2${REDACTED}`);
  for (const form of SECRET_FORMS) hidden = hidden.replace(form, REDACTED);
  hidden = hidden.replace(ADDRESS_PASSWORD, `$1${REDACTED}@`).replace(EMAIL, REDACTED);
  hidden = hidden.replace(NAMED_SECRET, hideNamed);
  return withoutCardNumbers(hidden, REDACTED);
}

// JSON in a text, such as a tool call's arguments, and `password=...` in addresses and messages.
function hideNamed(found: string, name: string, between: string, value: string): string {
  if (!isSecretName(name) || /^(?:Bearer|Basic)$/i.test(value)) return found;
  return `${name}${between}${value.startsWith('"') ? `"${REDACTED}"` : REDACTED}`;
}
