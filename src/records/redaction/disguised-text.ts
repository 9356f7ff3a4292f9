import { CharacterSet } from "./character-set.js";

/** Letters of other scripts that look like a Latin one, in pairs. */
const LOOK_ALIKES = new Map(
  [
    ...[
      "аa",
      "еe",
      "оo",
      "рp",
      "сc",
      "уy",
      "хx",
      "кk",
      "іi",
      "ѕs",
      "јj",
      "ԁd",
      "һh",
      "ԛq",
      "ԝw",
      "ӏl",
      "тt",
      "мm",
      "вb",
    ],
    ...["АA", "ВB", "ЕE", "КK", "МM", "НH", "ОO", "РP", "СC", "ТT", "ХX", "УY", "ЅS", "ІI", "Јj"],
    ...["αa", "οo", "ρp", "νv", "ιi", "κk", "τt", "υu", "ΑA", "ΒB", "ΕE", "ΖZ", "ΗH", "ΙI", "ΚK", "ΜM", "ΝN", "ΟO"],
    ...["ΡP", "ΤT", "ΥY", "ΧX", "‐-", "‑-", "‒-", "–-", "−-", "﹣-", "＿_"],
  ].map((pair) => [pair.charAt(0), pair.charAt(1)] as const),
);

const UNSEEN = String.raw`\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f`;
const ALIKE = `${[...LOOK_ALIKES.keys()].join("").replaceAll("-", "")}${String.raw`\uff01-\uff5e\ud835\udc00-\udfff`}`;
const ANY_UNSEEN = new RegExp(`[${UNSEEN}]`, "g");
const DISGUISE = `[${UNSEEN}${ALIKE}]`;
/**
 * Where plain text and a disguise meet; words that are wholly of another script are none. That a character is not ASCII
 * is asked first, and which one it is last: so most are passed over soonest.
 */
const DISGUISED = new RegExp(
  String.raw`[\u00ad-\uffff](?:(?=[\w@.:=-])|(?<=[\w@.:=-].)|(?<=[\uff01-\uff5e]{2}|(?:\ud835[\udc00-\udfff]){2}))(?<=${DISGUISE})`,
  "g",
);
const ROW = new CharacterSet(new RegExp(`[!-~]|${DISGUISE}`));
const LATIN = /[A-Za-z0-9\uff10-\uff5a]|\ud835/;

/**
 * The text with its disguised words in plain letters: those with characters that nobody sees in them, with letters of
 * another script that look like Latin ones, or in letters of another width. Others stay as they are.
 */
export function withoutDisguise(text: string): string {
  let shown = "";
  let end = 0;
  DISGUISED.lastIndex = 0;
  for (let found = DISGUISED.exec(text); found !== null; found = DISGUISED.exec(text)) {
    const from = ROW.rowStart(text, found.index, end);
    const to = ROW.rowEnd(text, found.index + 1);
    const row = text.slice(from, to);
    shown += text.slice(end, from) + (LATIN.test(row) ? plainWord(row) : row);
    end = to;
    DISGUISED.lastIndex = to;
  }
  return end === 0 ? text : shown + text.slice(end);
}

/** A short text in plain letters, whatever it is made of. */
export function plainName(name: string): string {
  return /[^ -~]/.test(name) ? plainWord(name) : name;
}

function plainWord(word: string): string {
  const seen = word.replace(ANY_UNSEEN, "");
  return Array.from(seen.normalize("NFKC"), (one) => LOOK_ALIKES.get(one) ?? one).join("");
}
