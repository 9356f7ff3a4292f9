import { asJsonObject, asList, asText, type JsonObject } from "../records/json/json-object.js";
import { firstLineOf, plainText } from "../records/plain-text.js";

// Enough for any terminal; the rest of a long value is not worth turning into text.
const MAX_SHOWN_CHARACTERS = 2_000;

/** The first line of what a trace's input or output says: its text where it holds one, else its JSON. */
export function readableLine(value: unknown): string {
  return firstLineOf(beginningOf(value));
}

/** The same with the lines after it, all on one line. */
export function readableText(value: unknown): string {
  return plainText(beginningOf(value));
}

function beginningOf(value: unknown): string {
  return (saidText(value) ?? JSON.stringify(value)).slice(0, MAX_SHOWN_CHARACTERS);
}

function saidText(value: unknown): string | undefined {
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

// What a message says in several parts; what its model thought only where it says nothing else.
function partsText(content: unknown): string | undefined {
  const texts = asList(content).flatMap((part) => asText(asJsonObject(part).text) ?? []);
  const said = texts.filter((text) => !text.startsWith(THOUGHT));
  return asText((said.length > 0 ? said : texts).join(" "));
}

function onlyText(shape: JsonObject): string | undefined {
  const values = Object.values(shape);
  return values.length === 1 ? asText(values[0]) : undefined;
}
