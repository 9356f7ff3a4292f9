import { listKeys } from "../../records/json/few-members.js";
import { asText, isJsonObject } from "../../records/json/json-object.js";
import { plainContent } from "./messages/content-parts.js";
import { readMessage } from "./messages/read-message.js";

// A longer text would be cut.
const MAX_BYTES = 1_000_000;
// A text has only these control characters.
const NO_TEXT = /[^\P{Cc}\t\n\f\r]/u;

/** The text that a parser turned into bytes, such as for an HTTP response. Undefined if it is no text. */
export function textOfBytes(value: unknown): string | undefined {
  if (!(value instanceof Uint8Array) || value.byteLength > MAX_BYTES) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(value);
    return NO_TEXT.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/**
 * Whether it is what LangChain makes of a stream of bytes: an object with the sums of the chunks' bytes, by position.
 */
export function isSumOfBytes(value: unknown): boolean {
  if (!isJsonObject(value) || ArrayBuffer.isView(value) || typeof value[0] !== "number") return false;
  const { keys } = listKeys(value);
  return keys.every((key, at) => key === String(at) && Number.isInteger(value[key]));
}

/** Whether two of them are of one stream, which one run has passed on to another. */
export function isSameSum(one: unknown, other: unknown): boolean {
  if (!isJsonObject(one) || !isJsonObject(other)) return false;
  const [listed, others] = [listKeys(one), listKeys(other)];
  const hasAsMany = listed.keys.length === others.keys.length && listed.more === others.more;
  return hasAsMany && listed.keys.every((key) => one[key] === other[key]);
}

/** Replaces such sums where the text is unknown. */
export const LOST_BYTES = "[bytes of a stream, which LangChain adds up]";

/** The text that a parser was given to turn into bytes. */
export function givenText(input: unknown): string | undefined {
  const given = isJsonObject(input) && "input" in input ? input.input : input;
  if (typeof given === "string") return asText(given);
  const message = readMessage(given);
  return message === undefined ? undefined : plainContent(message);
}
