import { CharacterSet } from "./character-set.js";
import { MarkedText } from "./marked-text.js";
import { isSecretName } from "./secret-names.js";

/** Stands in each name that is looked for, and seldom elsewhere: it spares most texts and names the closer look. */
const NAME_PART = /key|token|secret|pass|pwd|auth|credential|cookie/i;
const NAME = new CharacterSet(/[\w-]/);
const MIN_NAME_LENGTH = 3;
const MAX_NAME_LENGTH = 64;
const SIGN = /[:=]/g;
/** Between a name and its sign may stand backslashes, a quote and blanks. */
const GAP = new CharacterSet(/[\\"'\s]/);
const GAP_FORM = /^\\{0,3}["']?\s{0,3}$/;
const MAX_GAP_LENGTH = 7;
/**
 * What may stand between the sign and the value, and the value; a word that says of what kind it is, is none itself.
 */
const VALUE =
  /\s{0,3}\\{0,3}(?:"[^"]{1,1000}"|'[^']{1,1000}'|(?!(?:Bearer|Basic)(?:[\s"',;&}\\]|$))(?:(?:Token|Api-?Key|Digest)\s{1,3})?[^\s"',;&}\\]{4,})/iy;
const LEAD = new CharacterSet(/[\\\s]/);
const QUOTE = new CharacterSet(/["']/);

/**
 * The text with what follows a credential's name and `:` or `=` replaced: in JSON that is a text, such as a tool
 * call's arguments, in headers, in addresses and on command lines.
 */
export function withoutNamedSecrets(text: string, mark: string): string {
  if (!NAME_PART.test(text)) return text;
  const shown = new MarkedText(text, mark);
  SIGN.lastIndex = 0;
  while (SIGN.test(text)) {
    const after = SIGN.lastIndex;
    if (!isNamedSecret(text, after - 1)) continue;
    VALUE.lastIndex = after;
    if (!VALUE.test(text)) continue;
    const to = VALUE.lastIndex;
    const from = LEAD.rowEnd(text, after);
    if (text.startsWith(mark, from)) continue;
    const isQuoted = QUOTE.hasAt(text, from);
    if (!(isQuoted ? shown.hide(from + 1, to - 1) : shown.hide(from, to))) break;
    // What was taken for a value may be a name, as in YAML, and end with a sign.
    SIGN.lastIndex = to - 1;
  }
  return shown.toString();
}

/** Whether what stands before the sign names a credential. */
function isNamedSecret(text: string, sign: number): boolean {
  const nameTo = GAP.rowStart(text, sign, Math.max(0, sign - MAX_GAP_LENGTH));
  const nameFrom = NAME.rowStart(text, nameTo, Math.max(0, nameTo - MAX_NAME_LENGTH - 1));
  const length = nameTo - nameFrom;
  if (length < MIN_NAME_LENGTH || length > MAX_NAME_LENGTH) return false;
  return isSecretName(text.slice(nameFrom, nameTo)) && (nameTo === sign || GAP_FORM.test(text.slice(nameTo, sign)));
}
