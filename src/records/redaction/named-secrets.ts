import { CharacterSet } from "./character-set.js";
import type { Effort } from "./effort.js";
import { type Part, PartsAhead } from "./hidden-parts.js";
import { isWord } from "./plain-words.js";
import type { Reading, SecretKind } from "./secret-kind.js";
import { isSecretName } from "./secret-names.js";
import { valueAt, XML_TEXT } from "./secret-values.js";
import { matchEnd, matched } from "./sticky-match.js";

/** Every name that is looked for contains one of these. */
const SIGNS_OF_NAMES = [
  ...["key", "token", "secret", "pass", "pwd", "pw", "auth", "credential", "cookie", "amz-signature", "sig", "jwt"],
  ...["otp", "conn", "bearer", "mnemonic", "phrase", "_code", "sessid", "access_signature"],
];
/** Some of them count only where they are not part of another word. */
const NAME_PART =
  /key|token|secret|pass(?!age|eng|ion|iv|ing|ed\b)|pwd|\bpw\b|auth(?!or(?:s|ed)?\b)|credential|cookie|amz-signature|\bsig\b|jwt|\b[ot]?otp\b|conn(?:ection)?[ _-]?str|bearer|mnemonic|phrase|_codes?\b|sessid|jsessionid|access_signature/iy;
const NAME = new CharacterSet(/[\w-]/);
const LONGEST_NAME = 64;
/** The words that may come first in a name of several words, such as `api key`. */
const WORDS_BEFORE = /(?<=((?:[A-Za-z]{2,20} ){1,2}))/y;
/** Whatever separates a name from its value begins with one of these. */
const LEAD_START = new CharacterSet(/[\s"'`*%&\\[\],;:=→>|]/);

const QUOTE_ENDS = String.raw`(?:\\{0,15}(?:["'${"`"}]|\*{1,2})|%22|&quot;|&#34;|\\{1,15}u0022)`;
/** What shows that a name is itself a value, next to the value that it is the name of. */
const BESIDE = String.raw`[,;]?\s{0,40}["'\\]{0,17}(?:value|content)["'\\]{0,17}`;
/** A type may stand between, as in TypeScript and Rust. */
const SIGNS = String.raw`(?::\s{1,3}&?[A-Za-z][\w<>.|]{0,40} = |:=|[=-]>|→|={1,2}|:|%3[AD])`;
/** What separates a name from its value, which may begin on the next line; the most frequent first. */
const SIGN = new RegExp(
  String.raw`["']?[:=]\s?(?=["'\d{[])|${QUOTE_ENDS}??(?:\[\]|\])??(?:${BESIDE})??\s{0,3}${SIGNS}(?:\s{0,8}[|>][+-]?\s{0,3}\n|\*{1,2}(?=\s))?\s{0,20}(?:%22|&quot;|&#34;|\\{1,15}u0022|[bfru]{1,2}(?=["']))?(?=[^\s=:>])`,
  "iy",
);
const FLAG = /[ \t]{1,3}(?!-)/y;
const MARKUP = /["']?(?:\s[^<>]{0,200})?>(?:<!\[CDATA\[)?(?=[^\s<])/y;
const BEFORE_MARKUP = new CharacterSet(/[<:"']/);
const MARKUP_NAME = /(?<=<(?:[\w-]{1,20}:)?|\b(?:name|key)=["'])/y;
/** In a sentence: only a text in quotes or with a digit in it counts as a value. */
const IN_WORDS =
  /["'`*]{0,2} (?:(?:is|was): |(?:is|was)(?: now| set to)? (?=["'`]|[^\s"'`]{0,60}\d)|\| (?=[^\s"'`]{0,60}\d))|[ \t]{1,3}(?=[\w+/=-]{12,}(?:\s|$))(?=[^\s"'`]{0,40}?\d)(?=[^\s"'`]{0,40}?[A-Za-z])/iy;
/** Values that are not secret, which programs write most often. */
const NOTHING = /(?:null|none|nil|true|false|undefined|""|\x27\x27)(?![\w"'-])/iy;
/** All pairs of a header. */
const PAIRS = /[^\s=;,"'\\]{1,200}=[^\s;,"'\\]*(?:;\s{0,3}[^\s=;,"'\\]{1,200}(?:=[^\s;,"'\\]*)?)*/y;

/**
 * What follows the name of a credential: in JSON and Python, however often the text is quoted; in headers and
 * addresses; in YAML, settings files and XML; and on command lines.
 */
export const NAMED_SECRETS: SecretKind = {
  signs: SIGNS_OF_NAMES,
  lookIn: (reading) => {
    const { text, effort } = reading;
    const others = new PartsAhead(reading.hidden.inOrder());
    let end = 0;
    return (from) => {
      // A name is looked at once, and a part that was found by its form is not a name.
      if (from < end || others.isIn(from)) return undefined;
      effort.spend(4);
      const name = nameAround(text, from, end);
      const lead = LEAD_START.hasAt(text, name.to) ? leadOf(text, name) : undefined;
      if (lead === undefined) {
        end = name.to;
        return undefined;
      }
      effort.spend(4);
      if (matchEnd(NAME_PART, text, from) === undefined) return undefined;
      const value = namedValue(reading, name, lead, end, others);
      end = value?.to ?? name.to;
      return value;
    };
  },
};

function nameAround(text: string, at: number, least: number): Part {
  const to = NAME.rowEnd(text, at);
  const from = Math.max(NAME.rowStart(text, at, least), to - LONGEST_NAME);
  // The two digits of an encoded character do not belong to the value.
  return { from: text.charAt(from - 1) === "%" ? Math.min(from + 2, at) : from, to };
}

function namedValue(
  { text, effort }: Reading,
  name: Part,
  lead: Lead,
  least: number,
  others: PartsAhead,
): Part | undefined {
  const own = text.slice(name.from, name.to);
  if (!isSecretName(own, effort) && !isSecretPhrase(text, name, least, effort)) return undefined;
  effort.spend(2);
  if (matchEnd(NOTHING, text, lead.end) !== undefined) return undefined;
  effort.spend(12);
  if (lead.kind === "markup") return matched(XML_TEXT, text, lead.end);
  if (lead.kind === "words" && isWord(own) && !/key$/i.test(own)) return undefined;
  const pairs = lead.kind !== "words" && /cookies?$/i.test(own) ? matched(PAIRS, text, lead.end) : undefined;
  return pairs ?? valueAt(text, lead.end, own, others);
}

function isSecretPhrase(text: string, { from, to }: Part, least: number, effort: Effort): boolean {
  if (text.charAt(from - 1) !== " ") return false;
  effort.spend(4);
  WORDS_BEFORE.lastIndex = from;
  const words = WORDS_BEFORE.exec(text)?.[1] ?? "";
  return words !== "" && isSecretName(text.slice(Math.max(from - words.length, least), to), effort);
}

type Lead = { readonly kind: "sign" | "flag" | "markup" | "words"; readonly end: number };

/** What leads from a name to its value. */
function leadOf(text: string, { from, to }: Part): Lead | undefined {
  const sign = matchEnd(SIGN, text, to);
  if (sign !== undefined) return { kind: "sign", end: sign };
  const words = matchEnd(IN_WORDS, text, to);
  if (words !== undefined) return { kind: "words", end: words };
  if (text.startsWith("-", from)) {
    const flag = matchEnd(FLAG, text, to);
    return flag === undefined ? undefined : { kind: "flag", end: flag };
  }
  const isMarkup = BEFORE_MARKUP.hasAt(text, from - 1) && matchEnd(MARKUP_NAME, text, from) !== undefined;
  const markup = isMarkup ? matchEnd(MARKUP, text, to) : undefined;
  return markup === undefined ? undefined : { kind: "markup", end: markup };
}
