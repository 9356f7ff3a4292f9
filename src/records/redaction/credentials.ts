import { MarkedText } from "./marked-text.js";
import { withoutNamedSecrets } from "./named-secrets.js";

// Each of these reads a text once, whatever is in it: it begins at a fixed text, a sign or the start of a word, and
// either ends within a fixed length, or takes all that it has read. What only looks like a secret is turned down by the
// expression itself: to be asked about each such place takes longer than the reading.

const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;
/** What is left of one whose beginning was cut away: all lines of it after the mark of the cut. */
const CUT_PRIVATE_KEY =
  /(…\[\d{1,10} characters cut\]…)(?:[A-Z ]{0,60}-----)?[\w+/=\s\\]{0,20000}-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** A key of a known form, to the end of the unbroken row of characters that it is in. */
const KNOWN_KEY =
  /\b(?:sk-[\w-]{16}|(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16}|(?:AKIA|ASIA)[A-Z0-9]{16}\b|(?:gh[opusr]_|github_pat_|glpat-|npm_|hf_|gsk_|pypi-|xai-|lsv2_[ps][kt]_|tvly-|pplx-|nvapi-|csk-|pcsk_|r8_|ya29\.)[\w-]{16}|dapi[0-9a-f]{32}|xox[abeoprs]-[\w-]{10}|AIza[\w-]{30}|SG\.[\w-]{16,100}\.[\w-]{16})[\w-]*/g;
/** A JSON Web Token from its first dot on; the header before it is looked at only there. */
const WEB_TOKEN = /\.(?<=\b(eyJ[\w-]{8,})\.)[\w-]{8,}\.[\w-]*/g;
/** The name of an HTTP authentication scheme, before what is to be hidden. */
const AUTHORIZATION = /\b(?:Bearer|Basic)\s{1,20}(?=([\w+/.=~-]{8,}))/gi;
/** From the sign on; what stands before it is looked at only there. A password may hold the sign that ends it. */
const ADDRESS_PASSWORD =
  /:\/\/(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:]{0,200}:[^\s/@]{1,200}@(?:[^\s/@"'<>]{1,200}@)?/gi;

/** What is in each address and before each value that has a name. */
const SIGN = /[:=]/;

/** The text without keys, tokens and passwords that are known by their form, or by the name before them. */
export function withoutCredentials(text: string, mark: string): string {
  const shown = withoutKeys(text, mark);
  if (!SIGN.test(shown)) return shown;
  return withoutNamedSecrets(shown.replace(ADDRESS_PASSWORD, `://${mark}@`), mark);
}

function withoutKeys(text: string, mark: string): string {
  const shown = withoutAuthorization(text, mark).replace(PRIVATE_KEY, mark).replace(CUT_PRIVATE_KEY, `$1${mark}`);
  return withoutWebTokens(withoutKnownKeys(shown, mark), mark);
}

function withoutAuthorization(text: string, mark: string): string {
  const shown = new MarkedText(text, mark);
  AUTHORIZATION.lastIndex = 0;
  for (let found = AUTHORIZATION.exec(text); found !== null; found = AUTHORIZATION.exec(text)) {
    const [, secret = ""] = found;
    if (!shown.hide(AUTHORIZATION.lastIndex, AUTHORIZATION.lastIndex + secret.length)) break;
  }
  return shown.toString();
}

function withoutKnownKeys(text: string, mark: string): string {
  const shown = new MarkedText(text, mark);
  KNOWN_KEY.lastIndex = 0;
  for (let found = KNOWN_KEY.exec(text); found !== null; found = KNOWN_KEY.exec(text)) {
    if (!shown.hide(found.index, KNOWN_KEY.lastIndex)) break;
  }
  return shown.toString();
}

function withoutWebTokens(text: string, mark: string): string {
  const shown = new MarkedText(text, mark);
  WEB_TOKEN.lastIndex = 0;
  for (let found = WEB_TOKEN.exec(text); found !== null; found = WEB_TOKEN.exec(text)) {
    const [, header = ""] = found;
    if (!shown.hide(found.index - header.length, WEB_TOKEN.lastIndex)) break;
    // The signature is no header of another one.
    WEB_TOKEN.lastIndex += 1;
  }
  return shown.toString();
}
