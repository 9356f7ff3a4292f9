import { asJsonObject, asList, asText, type JsonObject } from "../records/json/json-object.js";
import { plainText } from "../records/plain-text.js";
import { cutText, type LongText, textRows } from "../terminal/long-text.js";

// Enough for any terminal; the rest of a long value is counted, and not worth turning into text.
const MAX_SHOWN_CHARACTERS = 4_000;

/** A readable form of a trace's input or output: its text where it has one, otherwise its JSON. */
export function saidText(value: unknown): string {
  return wordsOf(value) ?? JSON.stringify(value);
}

/** The same on one line, whatever lines it has. */
export function readableText(value: unknown): LongText {
  return longText(saidText(value));
}

export function longText(text: string): LongText {
  const shown = text.slice(0, MAX_SHOWN_CHARACTERS);
  return { text: plainText(shown), moreCharacters: text.length - shown.length };
}

/** A text in its own lines, broken into rows of a terminal. The last of `maxRows` says how much is left out. */
export function firstRows(text: string, cells: number, maxRows: number): readonly string[] {
  const shown = text.slice(0, MAX_SHOWN_CHARACTERS);
  const moreCharacters = text.length - shown.length;
  const rows = textRows(shown.split(/\r\n|[\n\r]/).map(plainText), cells);
  if (rows.length <= maxRows && moreCharacters === 0) return rows;
  const last = rows.slice(maxRows - 1).join(" ");
  return [...rows.slice(0, maxRows - 1), cutText({ text: last, moreCharacters }, cells)];
}

function wordsOf(value: unknown): string | undefined {
  if (typeof value === "string") return asText(value);
  if (Array.isArray(value)) return partsText(value);
  const shape = asJsonObject(value);
  return messageText(shape) ?? onlyText(shape);
}

function messageText(shape: JsonObject): string | undefined {
  const lastMessage = asList(shape.messages).at(-1);
  const choice = asJsonObject(asList(shape.choices)[0]).message;
  const { content } = asJsonObject(lastMessage ?? choice);
  return asText(content) ?? partsText(content);
}

const THOUGHT = "[reasoning] ";

// The text of a message in several parts; its reasoning only where it says nothing else.
function partsText(content: unknown): string | undefined {
  const texts = asList(content).flatMap((part) => asText(asJsonObject(part).text) ?? []);
  const said = texts.filter((text) => !text.startsWith(THOUGHT));
  return asText((said.length > 0 ? said : texts).join(" "));
}

function onlyText(shape: JsonObject): string | undefined {
  const values = Object.values(shape);
  return values.length === 1 ? asText(values[0]) : undefined;
}
