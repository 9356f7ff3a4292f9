import { CharacterSet } from "./character-set.js";
import { MarkedText } from "./marked-text.js";
import { isReference, isSentence } from "./plain-words.js";
import { isSecretName } from "./secret-names.js";

/** Stands in most names that are looked for, and seldom elsewhere: only there a text is looked at closer. */
const NAME_PART =
  /key|token|secret|pass(?!age|eng|ion|iv|ing|ed\b)|pwd|\bpw\b|auth(?!or(?:s|ed)?\b)|credential|cookie|amz-signature|\bsig\b|jwt|\b[ot]?otp\b|conn(?:ection)?[ _-]?str|bearer|mnemonic|phrase|_codes?\b|sessid|jsessionid|access_signature/gi;
const NAME = new CharacterSet(/[\w-]/);
const LONGEST_NAME = 64;
/** The words that may stand before a name of several, such as `api key`. */
const WORDS_BEFORE = /(?:[A-Za-z]{2,20} ){1,2}$/;
const LONGEST_WORDS = 42;

const QUOTE_ENDS = String.raw`(?:\\{0,15}(?:["'${"`"}]|\*{1,2})|%22|&quot;|&#34;|\\{1,15}u0022)`;
/** What says of a name that it is itself a value, beside the one that it is for. */
const BESIDE = String.raw`[,;]?\s{0,40}["'\\]{0,17}(?:value|content)["'\\]{0,17}`;
/** A type may stand between, as in TypeScript and Rust. */
const SIGNS = String.raw`(?::\s{1,3}&?[A-Za-z][\w<>.|]{0,40} = |:=|[=-]>|→|={1,2}|:|%3[AD])`;
/** What stands between a name and its value, which may begin on the next line. */
const SIGN = new RegExp(
  String.raw`${QUOTE_ENDS}?(?:\[\]|\])?(?:${BESIDE})?\s{0,3}${SIGNS}(?:\s{0,8}[|>][+-]?\s{0,3}\n|\*{1,2}(?=\s))?\s{0,20}(?:%22|&quot;|&#34;|\\{1,15}u0022|[bfru]{1,2}(?=["']))?(?=[^\s=:>])`,
  "iy",
);
const FLAG = /[ \t]{1,3}(?!-)/y;
const MARKUP = /["']?(?:\s[^<>]{0,200})?>(?:<!\[CDATA\[)?(?=[^\s<])/y;
const BEFORE_MARKUP = /(?:<(?:[\w-]{1,20}:)?|\b(?:name|key)=["'])$/;
const LONGEST_BEFORE_MARKUP = 22;
/** In words: only what is quoted or has a digit in it is taken for one. */
const IN_WORDS =
  /["'`*]{0,2} (?:(?:is|was): |(?:is|was)(?: now| set to)? (?=["'`]|[^\s"'`]{0,60}\d)|\| (?=[^\s"'`]{0,60}\d))|[ \t]{1,3}(?=[^\s"'`]{0,40}?\d)(?=[^\s"'`]{0,40}?[A-Za-z])(?=[\w+/=-]{12,}(?:\s|$))/iy;

const OPEN_QUOTE = /(\\{0,15})("""|\x27{3}|["'`])/y;
/** All of a header's pairs. */
const PAIRS = /[^\s=;,"'\\]{1,200}=[^\s;,"'\\]*(?:;\s{0,3}[^\s=;,"'\\]{1,200}(?:=[^\s;,"'\\]*)?)*/y;
/** A comma ends it where another name or a blank follows. */
const UNQUOTED = /(?:[^\s"'`,;&}\])<>\\]|,(?![\s"'`{[\\]|[\w-]{1,20}["']?[=:]|$)){4,}/y;
const XML_TEXT = /[^<]{1,10000}(?=<\/|\]\]>)/y;
const LIST = /\[\s{0,8}\\{0,15}["'][^\]]{1,2000}|\{\s{0,8}\\{0,15}["'](?!type\b)[^{}]{1,2000}/y;
/** The name of an authentication scheme; of one that is not known, before a digit or what is hidden already. */
const SCHEME =
  /(?:(?:Bearer|Basic|Negotiate|NTLM|DPoP|Token|Api-?Key)[ \t]{1,3}|[A-Za-z][\w-]{1,30}[ \t]{1,3}(?=[^\s"',;]{0,80}\d|\[|\*{3}))(?=[^\s"'`,;&}\])<>\\]{3})/iy;
/** What follows a piece of a model's answer that is called a token. */
const LOGPROB = /\\{0,15}["'`]\s{0,3},\s{0,40}\\{0,15}["']?logprob/y;
/** The end of an unclosed text. */
const LINE_END = /\r|\n|\\n|$/g;

interface Part {
  readonly from: number;
  readonly to: number;
}

/**
 * The text without what follows the name of a credential: in JSON and Python that is a text, however often it is quoted,
 * in headers and addresses, in YAML, files of settings and XML, and on command lines.
 */
export function withoutNamedSecrets(text: string, mark: string): string {
  const shown = new MarkedText(text, mark);
  let end = 0;
  NAME_PART.lastIndex = 0;
  for (let found = NAME_PART.exec(text); found !== null; found = NAME_PART.exec(text)) {
    const name = nameAround(text, found.index, end);
    const value = namedValue(text, name, end);
    end = name.to;
    if (value !== undefined && !text.startsWith(mark, value.from)) {
      if (!shown.hide(value.from, value.to)) break;
      end = value.to;
    }
    NAME_PART.lastIndex = Math.max(end, found.index + 1);
  }
  return shown.toString();
}

function nameAround(text: string, at: number, least: number): Part {
  const to = NAME.rowEnd(text, at);
  const from = Math.max(NAME.rowStart(text, at, least), to - LONGEST_NAME);
  // The two digits of an encoded character are none of its own.
  return { from: text.charAt(from - 1) === "%" ? Math.min(from + 2, at) : from, to };
}

function namedValue(text: string, name: Part, least: number): Part | undefined {
  const lead = leadOf(text, name);
  if (lead === undefined) return undefined;
  const own = text.slice(name.from, name.to);
  const words = WORDS_BEFORE.exec(text.slice(Math.max(name.from - LONGEST_WORDS, least), name.from))?.[0] ?? "";
  if (!isSecretName(own) && (words === "" || !isSecretName(words + own))) return undefined;
  // A word of a sentence, or a name such as `github_token`.
  const isWord = /^[A-Za-z]+$/.test(own) && !/pass|pwd|[a-z][A-Z]/.test(own);
  const isHeader = /auth(?:ori[sz]ation)?$/i.test(own);
  if (lead.kind === "words")
    return isWord && !/key$/i.test(own) ? undefined : valueAt(text, lead.end, { isWord, isHeader });
  if (lead.kind === "markup") return matched(XML_TEXT, text, lead.end);
  if (/cookies?$/i.test(own)) return matched(PAIRS, text, lead.end) ?? valueAt(text, lead.end, { isWord, isHeader });
  return valueAt(text, lead.end, { isWord, isHeader });
}

type Lead = { readonly kind: "sign" | "flag" | "markup" | "words"; readonly end: number };

/** What leads from a name to its value. */
function leadOf(text: string, { from, to }: Part): Lead | undefined {
  const sign = matched(SIGN, text, to);
  if (sign !== undefined) return { kind: "sign", end: sign.to };
  const words = matched(IN_WORDS, text, to);
  if (words !== undefined) return { kind: "words", end: words.to };
  if (text.startsWith("-", from)) {
    const flag = matched(FLAG, text, to);
    return flag && { kind: "flag", end: flag.to };
  }
  const isMarkup = BEFORE_MARKUP.test(text.slice(Math.max(from - LONGEST_BEFORE_MARKUP, 0), from));
  const markup = isMarkup ? matched(MARKUP, text, to) : undefined;
  return markup && { kind: "markup", end: markup.to };
}

interface NameKind {
  readonly isWord: boolean;
  /** A header with the name of a scheme before the credential. */
  readonly isHeader: boolean;
}

function valueAt(text: string, at: number, { isWord, isHeader }: NameKind): Part | undefined {
  const quoted = quotedAt(text, at);
  if (quoted !== undefined) {
    const beginning = text.slice(quoted.from, Math.min(quoted.to, quoted.from + LONGEST_NAME));
    return isReference(beginning) || isSentence(beginning, "", false) || matched(LOGPROB, text, quoted.to)
      ? undefined
      : quoted;
  }
  const list = matched(LIST, text, at);
  if (list !== undefined) return { from: list.from + 1, to: list.to };
  const scheme = isHeader ? matched(SCHEME, text, at) : undefined;
  const value = matched(UNQUOTED, text, scheme?.to ?? at);
  if (value === undefined) return undefined;
  const shown = text.slice(value.from, Math.min(value.to, value.from + LONGEST_NAME));
  // What ends with a sign is a name, as in YAML.
  if (/[:=]$/.test(text.charAt(value.to - 1)) && /^[\w."'-]+[:=]$/.test(shown)) return undefined;
  const after = text.slice(value.to, value.to + 20);
  return isReference(shown + after.charAt(0)) || (scheme === undefined && isSentence(shown, after, isWord))
    ? undefined
    : value;
}

/** What is within quotes, which may be escaped: the end has as many backslashes as the beginning. */
function quotedAt(text: string, at: number): Part | undefined {
  OPEN_QUOTE.lastIndex = at;
  const found = OPEN_QUOTE.exec(text);
  if (found === null) return undefined;
  const [all, slashes = "", quote = '"'] = found;
  const from = at + all.length;
  for (let end = text.indexOf(quote, from); end !== -1; end = text.indexOf(quote, end + 1)) {
    const before = slashesBefore(text, end, from);
    if (before > slashes.length) continue;
    return end > from ? { from, to: end - before } : undefined;
  }
  LINE_END.lastIndex = from;
  const to = LINE_END.exec(text)?.index ?? text.length;
  // A quote that ends a text looks like one that begins another.
  return to > from && !/\s/.test(text.charAt(from)) ? { from, to } : undefined;
}

function slashesBefore(text: string, at: number, least: number): number {
  let start = at;
  while (start > least && text.charAt(start - 1) === "\\") start -= 1;
  return at - start;
}

function matched(expression: RegExp, text: string, at: number): Part | undefined {
  expression.lastIndex = at;
  return expression.test(text) ? { from: at, to: expression.lastIndex } : undefined;
}
