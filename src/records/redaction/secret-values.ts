import { CharacterSet } from "./character-set.js";
import type { Part, PartsAhead } from "./hidden-parts.js";
import { isReference, isSentence } from "./plain-words.js";
import { matchEnd, matched } from "./sticky-match.js";

const QUOTE = new CharacterSet(/["'`]/);
const LONG_QUOTES = ['"""', "'''"];
const BACKSLASH = new CharacterSet(/\\/);
const MAX_BACKSLASHES = 15;
/** A comma ends it where another name or a blank follows. */
const UNQUOTED = /(?:[^\s"'`,;&}\])<>\\]|,(?![\s"'`{[\\]|[\w-]{1,20}["']?[=:]|$)){4,}/y;
export const XML_TEXT = /[^<]{1,10000}(?=<\/|\]\]>)/y;
const LIST = /\[\s{0,8}\\{0,15}["'][^\]]{1,2000}|\{\s{0,8}\\{0,15}["'](?!type\b)[^{}]{1,2000}/y;
/** The name of an authentication scheme; an unknown one only before a digit or a part that is already hidden. */
const SCHEME =
  /(?:(?:Bearer|Basic|Negotiate|NTLM|DPoP|Token|Api-?Key)[ \t]{1,3}|[A-Za-z][\w-]{1,30}[ \t]{1,3}(?=[^\s"',;]{0,80}\d|\[|\*{3}))(?=[^\s"'`,;&}\])<>\\]{3})/iy;
/** What follows a piece of a model's answer that is called a token. */
const LOGPROB = /\\{0,15}["'`]\s{0,3},\s{0,40}\\{0,15}["']?logprob/y;
/** The end of an unclosed text. */
const LINE_END = /\r|\n|\\n|$/g;
/** A header with the name of a scheme in front of the credential. */
const HEADER = /auth(?:ori[sz]ation)?$/i;
/** A text that ends with a colon or the like is a name, as in YAML. */
const NAME_AND_SIGN = /^[\w."'-]+[:=]$/;
/** As much of a text as shows whether it is a value. */
const LONGEST_BEGINNING = 64;

/**
 * The value that begins here.
 *
 * @param name - that it follows
 * @param others - what has been hidden already
 */
export function valueAt(text: string, at: number, name: string, others: PartsAhead): Part | undefined {
  const quoted = quotedAt(text, at);
  if (quoted !== undefined) {
    if (matchEnd(LOGPROB, text, quoted.to) !== undefined) return undefined;
    const beginning = text.slice(quoted.from, Math.min(quoted.to, quoted.from + LONGEST_BEGINNING));
    return isReference(beginning) || isSentence(beginning) ? undefined : quoted;
  }
  const list = matched(LIST, text, at);
  return list === undefined ? unquotedAt(text, at, name, others) : { from: list.from + 1, to: list.to };
}

function unquotedAt(text: string, at: number, name: string, others: PartsAhead): Part | undefined {
  const scheme = HEADER.test(name) ? matchEnd(SCHEME, text, at) : undefined;
  const value = matched(UNQUOTED, text, scheme ?? at);
  if (value === undefined) return undefined;
  const other = others.endingAfter(value.from);
  if (other !== undefined && other.from < value.to)
    return other.from <= value.from ? undefined : { from: value.from, to: other.to };
  const beginning = text.slice(value.from, Math.min(value.to, value.from + LONGEST_BEGINNING));
  if (value.to - value.from <= LONGEST_BEGINNING && NAME_AND_SIGN.test(beginning)) return undefined;
  const after = text.slice(value.to, value.to + 20);
  if (isReference(beginning + after.charAt(0))) return undefined;
  return scheme === undefined && isSentence(beginning, after, name) ? undefined : value;
}

/** The text within quotes, which may be escaped: the closing quote has as many backslashes as the opening one. */
function quotedAt(text: string, at: number): Part | undefined {
  const open = BACKSLASH.rowEnd(text, at, at + MAX_BACKSLASHES);
  if (!QUOTE.hasAt(text, open)) return undefined;
  const quote = LONG_QUOTES.find((long) => text.startsWith(long, open)) ?? text.charAt(open);
  const from = open + quote.length;
  for (let end = text.indexOf(quote, from); end !== -1; end = text.indexOf(quote, end + 1)) {
    const to = BACKSLASH.rowStart(text, end, from);
    if (end - to > open - at) continue;
    return end > from ? { from, to } : undefined;
  }
  LINE_END.lastIndex = from;
  const to = LINE_END.exec(text)?.index ?? text.length;
  // A quote that ends a text looks like one that begins another.
  return to > from && !/\s/.test(text.charAt(from)) ? { from, to } : undefined;
}
