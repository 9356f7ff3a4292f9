import type { Effort } from "./effort.js";

/** Letters of other scripts that look like a Latin one, in pairs. */
const LOOK_ALIKES = new Map(
  [
    ...["аa", "еe", "оo", "рp", "сc", "уy", "хx", "кk", "іi", "ѕs", "јj", "ԁd", "һh", "ԛq", "ԝw", "ӏl", "тt", "мm"],
    ...["вb", "АA", "ВB", "ЕE", "КK", "МM", "НH", "ОO", "РP", "СC", "ТT", "ХX", "УY", "ЅS", "ІI", "Јj"],
    ...["αa", "οo", "ρp", "νv", "ιi", "κk", "τt", "υu", "ΑA", "ΒB", "ΕE", "ΖZ", "ΗH", "ΙI", "ΚK", "ΜM", "ΝN", "ΟO"],
    ...["ΡP", "ΤT", "ΥY", "ΧX", "‐-", "‑-", "‒-", "–-", "−-", "﹣-", "＿_"],
  ].map((pair) => [pair.charAt(0), pair.charAt(1)] as const),
);
/** Invisible characters, as the first and the last of each range. */
const UNSEEN = [
  ...["\u00ad\u00ad", "\u034f\u034f", "\u061c\u061c", "\u180e\u180e", "\u200b\u200f", "\u202a\u202e", "\u2060\u2064"],
  ...["\ufeff\ufeff", "\ufe00\ufe0f"],
].map((ends) => [ends.charCodeAt(0), ends.charCodeAt(1)] as const);
const ANY_UNSEEN = new RegExp(
  `[${UNSEEN.map(([first, last]) => `${String.fromCharCode(first)}-${String.fromCharCode(last)}`).join("")}]`,
  "g",
);
/** Full-width letters, and their distance from plain ones. */
const WIDE = [0xff01, 0xff5e] as const;
const TO_PLAIN = 0xfee0;
const WIDE_LATIN = [0xff10, 0xff5a] as const;
/** Mathematical letters are surrogate pairs whose first half is always the same. */
const FIRST_HALF = 0xd835;
const SECOND_HALF = [0xdc00, 0xdfff] as const;
/** Saves texts without any of these characters from the closer look. */
const UNUSUAL = /[\u034f-\uffff\u00ad]/;

const CHARACTERS = 65_536;
/** What a character means within a run of characters, as bits. Other characters end the run. */
const [PLAIN, DISGUISED, LATIN] = [1, 2, 4];
const DISGUISED_LATIN = DISGUISED | LATIN;

/** Tables are used for each character of a text, where regular expressions would take many times as long. */
interface Tables {
  readonly kinds: Uint8Array;
  /** Its plain equivalent; 0 where it is dropped. */
  readonly letters: Uint16Array;
}

let tables: Tables | undefined;

function makeTables(): Tables {
  const kinds = new Uint8Array(CHARACTERS);
  const letters = Uint16Array.from({ length: CHARACTERS }, (_, code) => code);
  for (let code = 0x21; code <= 0x7e; code += 1) {
    kinds[code] = PLAIN | (/\w/.test(String.fromCharCode(code)) && code !== 0x5f ? LATIN : 0);
  }
  for (const [first, last] of UNSEEN) {
    kinds.fill(DISGUISED, first, last + 1);
    letters.fill(0, first, last + 1);
  }
  kinds.fill(DISGUISED, WIDE[0], WIDE[1] + 1);
  kinds.fill(DISGUISED_LATIN, WIDE_LATIN[0], WIDE_LATIN[1] + 1);
  for (let code: number = WIDE[0]; code <= WIDE[1]; code += 1) letters[code] = code - TO_PLAIN;
  for (const [look, alike] of LOOK_ALIKES) {
    kinds[look.charCodeAt(0)] = (kinds[look.charCodeAt(0)] ?? 0) | DISGUISED;
    letters[look.charCodeAt(0)] = alike.charCodeAt(0);
  }
  kinds[FIRST_HALF] = DISGUISED_LATIN;
  kinds.fill(DISGUISED, SECOND_HALF[0], SECOND_HALF[1] + 1);
  return { kinds, letters };
}

/**
 * The text with its disguised words in plain letters: words with invisible characters in them, with letters of another
 * script that look like Latin ones, or with letters of another width. Other words stay as they are, and so does the
 * rest of the text once the effort is used up.
 */
export function withoutDisguise(text: string, effort: Effort): string {
  if (!UNUSUAL.test(text)) return text;
  tables ??= makeTables();
  const { kinds } = tables;
  let shown = "";
  let end = 0;
  let start = 0;
  let found = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const kind = at < text.length ? (kinds[text.charCodeAt(at)] ?? 0) : 0;
    found |= kind;
    if (kind !== 0) continue;
    if ((found & DISGUISED_LATIN) === DISGUISED_LATIN) {
      if (effort.isSpent()) break;
      effort.spend(8 + (at - start));
      shown += text.slice(end, start) + inPlainLetters(text, start, at, tables);
      end = at;
    }
    start = at + 1;
    found = 0;
  }
  return end === 0 ? text : shown + text.slice(end);
}

function inPlainLetters(text: string, from: number, to: number, { letters }: Tables): string {
  let shown = "";
  // A part that needs no change is copied in one piece.
  let kept = from;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    const second = code === FIRST_HALF && at + 1 < to ? text.charCodeAt(at + 1) : 0;
    if (second >= SECOND_HALF[0] && second <= SECOND_HALF[1]) {
      shown += text.slice(kept, at) + mathematicalLetter(second);
      kept = at + 2;
      at += 1;
      continue;
    }
    const letter = letters[code] ?? code;
    if (letter === code) continue;
    shown += text.slice(kept, at) + (letter === 0 ? "" : String.fromCharCode(letter));
    kept = at + 1;
  }
  return shown + text.slice(kept, to);
}

const mathematicalLetters = new Map<number, string>();

/** There are a thousand at most. Computing each one every time takes far longer than all the rest. */
function mathematicalLetter(secondHalf: number): string {
  const known = mathematicalLetters.get(secondHalf);
  if (known !== undefined) return known;
  const letter = plainWord(String.fromCharCode(FIRST_HALF, secondHalf));
  mathematicalLetters.set(secondHalf, letter);
  return letter;
}

/** A short text in plain letters, whatever it is made of. */
export function plainName(name: string): string {
  return /[^ -~]/.test(name) ? plainWord(name) : name;
}

function plainWord(word: string): string {
  const seen = word.replace(ANY_UNSEEN, "");
  return Array.from(seen.normalize("NFKC"), (one) => LOOK_ALIKES.get(one) ?? one).join("");
}
