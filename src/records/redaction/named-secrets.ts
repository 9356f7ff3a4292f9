import { MarkedText } from "./marked-text.js";
import { secretNameBetween } from "./secret-names.js";

/** Stands in most names that are looked for, and seldom elsewhere: it spares most texts the closer look. */
const NAME_PART = /key|token|secret|pass|pwd|auth|credential|cookie/i;
/** What may stand between a name and its sign. */
const GAP = String.raw`\\{0,3}["']?\s{0,3}`;
/** What may stand between the sign and the value. */
const LEAD = String.raw`\s{0,3}\\{0,3}`;
/** A word that says of what kind the value is, is none itself. */
const VALUE = String.raw`(?:"[^"]{1,1000}"|'[^']{1,1000}'|(?!(?:Bearer|Basic)(?:[\s"',;&}\\]|$))(?:(?:Token|Api-?Key|Digest)\s{1,3})?[^\s"',;&}\\]{4,})`;

let namedValue: RegExp | undefined;

/** From the sign on; the name before it is looked at only there. */
function makeNamedValue(): RegExp {
  const secretName = secretNameBetween(String.raw`(?<![\w-])`, String.raw`(?![\w-])`);
  // All of a name, to its end.
  const name = String.raw`(?=[\w-]*?${secretName})(?<![\w-])[\w-]{3,64}`;
  return new RegExp(`[:=](?<=${name}${GAP}[:=])(${LEAD})${VALUE}`, "gi");
}

/**
 * The text with what follows a credential's name and `:` or `=` replaced: in JSON that is a text, such as a tool
 * call's arguments, in headers, in addresses and on command lines.
 */
export function withoutNamedSecrets(text: string, mark: string): string {
  if (!NAME_PART.test(text)) return text;
  const shown = new MarkedText(text, mark);
  namedValue ??= makeNamedValue();
  namedValue.lastIndex = 0;
  for (let found = namedValue.exec(text); found !== null; found = namedValue.exec(text)) {
    const after = found.index + 1;
    const from = after + (found[1] ?? "").length;
    const to = namedValue.lastIndex;
    namedValue.lastIndex = after;
    if (text.startsWith(mark, from)) continue;
    const quote = /["']/.test(text.charAt(from)) ? 1 : 0;
    if (!shown.hide(from + quote, to - quote)) break;
    // What was taken for a value may be a name, as in YAML, and end with a sign.
    namedValue.lastIndex = to - 1;
  }
  return shown.toString();
}
