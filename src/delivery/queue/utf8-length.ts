import type { SerializedRecord } from "../../records/record-sink.js";

/** The bytes of a text in UTF-8. Edge runtimes have no `Buffer`, which is the fast way. */
export const utf8Length: (text: string) => number =
  typeof Buffer === "undefined" ? (text) => new TextEncoder().encode(text).length : (text) => Buffer.byteLength(text);

/**
 * The bytes that a record takes. Base64 is a byte a character: to count those of an attachment would make one text of
 * its parts, which are megabytes.
 */
export function bytesOfRecord({ kind, json }: SerializedRecord): number {
  return kind === "attachment" ? json.length : utf8Length(json);
}
