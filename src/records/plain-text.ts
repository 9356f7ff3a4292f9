// Controls, marks that reverse the direction of text, and halves of surrogate pairs. A terminal obeys some of them.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** A record's text on one line and without anything that a terminal would obey. */
export function plainText(text: string): string {
  return text
    .replace(/[\t\n\v\f\r ]+/g, " ")
    .trim()
    .replace(UNPRINTABLE, "\ufffd");
}

/** The first line that says anything, as plain text. */
export function firstLineOf(text: string): string {
  const lines = text.split(/\r\n|[\n\r]/);
  return plainText(lines.find((line) => line.trim() !== "") ?? "");
}
