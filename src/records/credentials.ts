import { withoutNamedSecrets } from "./named-secrets.js";

// Each of these reads a text once, whatever stands in it: it begins at a fixed text or at the start of a word, and
// either ends within a fixed length, or takes all that it has read.

const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;
const KEY =
  /\b(?:sk-[\w-]{16,}|(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}|(?:AKIA|ASIA)[A-Z0-9]{16}\b|(?:gh[opusr]_|github_pat_|glpat-|npm_|hf_|gsk_|pypi-|xai-|lsv2_[ps][kt]_|tvly-|pplx-|nvapi-|csk-|pcsk_|r8_|ya29\.)[\w-]{16,}|dapi[0-9a-f]{32}|xox[abeoprs]-[\w-]{10,}|AIza[\w-]{30,}|SG\.[\w-]{16,}\.[\w-]{16,})/g;
/** A JSON Web Token, or a word that begins like one: taken too, so that no part of it is read again. */
const JWT_OR_WORD = /\beyJ[\w-]{8,}(?:\.[\w-]{8,}\.[\w-]*)?/g;
const AUTHORIZATION = /\b(Bearer|Basic)(\s+)[\w+/.=~-]{8,}/gi;
/** From the sign on; what stands before it is looked at only there. A password may hold the sign that ends it. */
const ADDRESS_PASSWORD =
  /:\/\/(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:]{0,200}:[^\s/@]{1,200}@(?:[^\s/@"'<>]{1,200}@)?/gi;

/** What stands in each address and before each value that has a name. */
const SIGN = /[:=]/;

/** The text without keys, tokens and passwords that are known by their form, or by the name before them. */
export function withoutCredentials(text: string, mark: string): string {
  const shown = withoutKeys(text, mark);
  if (!SIGN.test(shown)) return shown;
  return withoutNamedSecrets(shown.replace(ADDRESS_PASSWORD, `://${mark}@`), mark);
}

function withoutKeys(text: string, mark: string): string {
  return text
    .replace(AUTHORIZATION, `$1$2${mark}`)
    .replace(PRIVATE_KEY, mark)
    .replace(KEY, mark)
    .replace(JWT_OR_WORD, (found) => (found.includes(".") ? mark : found));
}
