// Control characters, invisible characters, those that reverse the direction of text, and halves of surrogate pairs. A
// terminal acts on some of them. Characters that join letters and emoji stay.
const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** The text on one line and without control characters; blanks stay as they are. */
export function printableText(text: string): string {
  return text.replace(/[\t\n\v\f\r]/g, " ").replace(UNPRINTABLE, "\ufffd");
}

/** JSON text in which control characters are escaped; its value is the same. */
export function printableJson(json: string): string {
  return json.replace(UNPRINTABLE, (found) => (found === "\n" ? found : found.split("").map(escaped).join("")));
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** As printable text, with one blank between two words. */
export function plainText(text: string): string {
  return printableText(text.replace(/[\t\n\v\f\r ]+/g, " ").trim());
}

/** The first line that is not blank, as plain text. */
export function firstLineOf(text: string): string {
  const lines = text.split(/\r\n|[\n\r]/);
  return plainText(lines.find((line) => line.trim() !== "") ?? "");
}
