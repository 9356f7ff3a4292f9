import { CharacterSet } from "./character-set.js";
import { MarkedText } from "./marked-text.js";
import { withoutNamedSecrets } from "./named-secrets.js";

// Each of these reads a text once, whatever is in it: it begins at a fixed text or at the start of a word, and
// either ends within a fixed length, or takes all that it has read. Rows of characters are read without an expression:
// it would remember each place in them, which takes longer than the reading.

const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;
/** How a key of a known form begins. What it is longer than this is in the unbroken row of characters after it. */
const KEY_START =
  /\b(?:sk-[\w-]{16}|(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16}|(?:AKIA|ASIA)[A-Z0-9]{16}\b|(?:gh[opusr]_|github_pat_|glpat-|npm_|hf_|gsk_|pypi-|xai-|lsv2_[ps][kt]_|tvly-|pplx-|nvapi-|csk-|pcsk_|r8_|ya29\.)[\w-]{16}|dapi[0-9a-f]{32}|xox[abeoprs]-[\w-]{10}|AIza[\w-]{30}|SG\.[\w-]{16,100}\.[\w-]{16})/g;
const KEY_CHARACTERS = new CharacterSet(/[\w-]/);
const JWT_START = /\beyJ/g;
const MIN_JWT_PART_LENGTH = 8;
const AUTHORIZATION_START = /\b(?:Bearer|Basic)\s{1,20}/gi;
const AUTHORIZATION_CHARACTERS = new CharacterSet(/[\w+/.=~-]/);
const MIN_AUTHORIZATION_LENGTH = 8;
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
  const shown = withoutAuthorization(text, mark).replace(PRIVATE_KEY, mark);
  return withoutWebTokens(withoutKnownKeys(shown, mark), mark);
}

/** Hides what follows the name of an HTTP authentication scheme. */
function withoutAuthorization(text: string, mark: string): string {
  const shown = new MarkedText(text, mark);
  AUTHORIZATION_START.lastIndex = 0;
  while (AUTHORIZATION_START.test(text)) {
    const from = AUTHORIZATION_START.lastIndex;
    const to = AUTHORIZATION_CHARACTERS.rowEnd(text, from);
    if (to - from >= MIN_AUTHORIZATION_LENGTH && !shown.hide(from, to)) break;
  }
  return shown.toString();
}

function withoutKnownKeys(text: string, mark: string): string {
  const shown = new MarkedText(text, mark);
  KEY_START.lastIndex = 0;
  for (let found = KEY_START.exec(text); found !== null; found = KEY_START.exec(text)) {
    const to = KEY_CHARACTERS.rowEnd(text, KEY_START.lastIndex);
    if (!shown.hide(found.index, to)) break;
    KEY_START.lastIndex = to;
  }
  return shown.toString();
}

/** Hides JSON Web Tokens. What only begins like one is passed over whole, so that no part of it is read again. */
function withoutWebTokens(text: string, mark: string): string {
  const shown = new MarkedText(text, mark);
  JWT_START.lastIndex = 0;
  while (JWT_START.test(text)) {
    const from = JWT_START.lastIndex - "eyJ".length;
    const headerTo = KEY_CHARACTERS.rowEnd(text, from);
    const payloadTo = nextPartEnd(text, headerTo);
    const to = nextPartEnd(text, payloadTo);
    const isToken =
      headerTo - from >= "eyJ".length + MIN_JWT_PART_LENGTH &&
      payloadTo - headerTo > MIN_JWT_PART_LENGTH &&
      to > payloadTo;
    if (isToken && !shown.hide(from, to)) break;
    JWT_START.lastIndex = isToken ? to : headerTo;
  }
  return shown.toString();
}

/** Where the part ends that begins with a dot at `dot`; `dot` when none stands there. */
function nextPartEnd(text: string, dot: number): number {
  return text.startsWith(".", dot) ? KEY_CHARACTERS.rowEnd(text, dot + 1) : dot;
}
