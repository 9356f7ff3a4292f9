import type { SerializedRecord } from "../../records/record-sink.js";

/** The bytes of a text in UTF-8. Edge runtimes have no `Buffer`, which is the fast way. */
export const utf8Length: (text: string) => number =
  typeof Buffer === "undefined" ? (text) => new TextEncoder().encode(text).length : (text) => Buffer.byteLength(text);

export interface RecordSize {
  /** Of its JSON in UTF-8, as it is sent and written. */
  readonly bytes: number;
  /** The memory that the same text needs. */
  readonly memoryBytes: number;
}

/** How large a record is. */
export function sizeOf({ kind, json }: SerializedRecord): RecordSize {
  // Base64 is a byte a character: counting those of an attachment would join the parts of its text, which are
  // megabytes.
  const bytes = kind === "attachment" ? json.length : utf8Length(json);
  // If one character is beyond Latin-1, the whole text has two bytes for each. Only reading it would tell Latin-1
  // apart.
  return { bytes, memoryBytes: bytes === json.length ? bytes : 2 * json.length };
}

export function sizesTogether(sizes: readonly RecordSize[]): RecordSize {
  const sum = (field: keyof RecordSize) => sizes.reduce((total, size) => total + size[field], 0);
  return { bytes: sum("bytes"), memoryBytes: sum("memoryBytes") };
}
