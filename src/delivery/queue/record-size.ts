import type { SerializedRecord } from "../../records/record-sink.js";

/** The bytes of a text in UTF-8. Edge runtimes have no `Buffer`, which is the fast way. */
export const utf8Length: (text: string) => number =
  typeof Buffer === "undefined" ? (text) => new TextEncoder().encode(text).length : (text) => Buffer.byteLength(text);

export interface RecordSize {
  /** Of its JSON in UTF-8, as it is sent and written. */
  readonly bytes: number;
  /** What the same text takes in memory. */
  readonly memoryBytes: number;
}

/** How large a record is. */
export function sizeOf({ kind, json }: SerializedRecord): RecordSize {
  // Base64 is a byte a character: to count those of an attachment would make one text of its parts, which are megabytes.
  const bytes = kind === "attachment" ? json.length : utf8Length(json);
  // One character beyond Latin-1, and all of the text has two bytes for each. Only to read it would tell Latin-1 apart.
  return { bytes, memoryBytes: bytes === json.length ? bytes : 2 * json.length };
}

export function sizesTogether(sizes: readonly RecordSize[]): RecordSize {
  const sum = (field: keyof RecordSize) => sizes.reduce((total, size) => total + size[field], 0);
  return { bytes: sum("bytes"), memoryBytes: sum("memoryBytes") };
}
