import { CharacterSet } from "../redaction/character-set.js";
import { toBase64 } from "./base64.js";
import { sniffMediaType } from "./media-type.js";

const DATA_URI = /^data:([\w.+-]{1,64}\/[\w.+-]{1,128})?(?:;[\w.=+-]{1,64}){0,8};base64,/i;
const BASE64_ONLY = /^[\w+/=\r\n-]+$/;
// Shorter texts without a space are more likely a word, an id or a hash than media.
const MIN_PLAIN_LENGTH = 1024;
const SAMPLE_LENGTH = 256;
const MIN_QUOTED_LENGTH = 10_000;
const BASE64_CHARACTERS = new CharacterSet(/[A-Za-z0-9+/]/);
const QUOTED_HEAD = /data:[\w.+-]{1,64}\/[\w.+-]{1,128};base64,$/;
const LONGEST_HEAD = 210;
const LONGEST_PADDING = 2;
const INLINE_BYTES = 1_000;
const MAX_NAME_LENGTH = 200;

/** A text that is base64, as its beginning shows. */
export interface Base64Text {
  /** Its MIME type, where that is named or recognised. */
  readonly type: string | undefined;
  /** Where the base64 begins, behind the head of a data URI. */
  readonly start: number;
}

/** Undefined for a text that is no base64 media. Looks at samples, never at the whole text. */
export function base64In(text: string): Base64Text | undefined {
  const uri = dataUriIn(text);
  if (uri !== undefined) return uri;
  if (text.length < MIN_PLAIN_LENGTH || !looksLikeBase64(text)) return undefined;
  return { type: sniffMediaType(text.slice(0, SAMPLE_LENGTH)), start: 0 };
}

/** The same of a text that is a data URI. */
export function dataUriIn(text: string): Base64Text | undefined {
  const head = text.slice(0, SAMPLE_LENGTH * 2);
  const uri = DATA_URI.exec(head);
  if (uri === null) return undefined;
  return { type: uri[1]?.toLowerCase() ?? sniffMediaType(head.slice(uri[0].length)), start: uri[0].length };
}

/** A note in place of base64 media longer than `maxMediaLength` characters; undefined when the text is not that. */
export function mediaNote(text: string, maxMediaLength: number): string | undefined {
  if (text.length <= maxMediaLength) return undefined;
  const found = base64In(text);
  if (found === undefined) return undefined;
  return `[${found.type ?? (found.start > 0 ? "data" : "unknown type")}, ${sizeInWords(text.length)} of base64 left out]`;
}

/** A text with base64 in it, such as a message that quotes a request: each long piece is replaced by a note. */
export function withoutMedia(text: string): string {
  let shown = "";
  let end = 0;
  // No such row lies between two of these places: words are not read to their ends.
  for (let at = MIN_QUOTED_LENGTH - 1; at < text.length; at += MIN_QUOTED_LENGTH) {
    const rowEnd = BASE64_CHARACTERS.rowEnd(text, at);
    const rowStart = rowEnd === at ? at : BASE64_CHARACTERS.rowStart(text, at, end);
    if (rowEnd - rowStart < MIN_QUOTED_LENGTH) continue;
    const start = rowStart - headLength(text.slice(Math.max(end, rowStart - LONGEST_HEAD), rowStart));
    const quoted = text.slice(start, rowEnd + paddingLength(text, rowEnd));
    shown += text.slice(end, start) + (mediaNote(quoted, 0) ?? quoted);
    end = start + quoted.length;
    at = rowEnd;
  }
  return end === 0 ? text : shown + text.slice(end);
}

function headLength(before: string): number {
  return QUOTED_HEAD.exec(before)?.[0].length ?? 0;
}

function paddingLength(text: string, at: number): number {
  let length = 0;
  while (length < LONGEST_PADDING && text[at + length] === "=") length += 1;
  return length;
}

/** Bytes as a developer wants to see them: a few whole in base64, many as type and size. */
export function bytesNote(bytes: Uint8Array, name: string): string {
  if (bytes.byteLength <= INLINE_BYTES) {
    return `[${name} of ${sizeInWords(bytes.byteLength)}, base64: ${toBase64(bytes)}]`;
  }
  return leftOutNote(typeOfBytes(bytes) ?? name, bytes.byteLength);
}

/** What replaces media that is not kept: its type, its size and, where it has one, its name. */
export function leftOutNote(type: string, bytes: number, name?: string): string {
  return `[${type}, ${sizeInWords(bytes)} left out${name === undefined ? "" : `: ${name.slice(0, MAX_NAME_LENGTH)}`}]`;
}

/** Whether the bytes are few enough to show whole, and nothing marks them as media. */
export function isReadable(bytes: Uint8Array): boolean {
  return bytes.byteLength <= INLINE_BYTES && typeOfBytes(bytes) === undefined;
}

function typeOfBytes(bytes: Uint8Array): string | undefined {
  return sniffMediaType(toBase64(bytes.subarray(0, 24)));
}

export function sizeInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function looksLikeBase64(text: string): boolean {
  const middle = Math.floor((text.length - SAMPLE_LENGTH) / 2);
  const sample = text.slice(0, SAMPLE_LENGTH) + text.slice(middle, middle + SAMPLE_LENGTH) + text.slice(-SAMPLE_LENGTH);
  // A run of one letter, a number or a hex dump is no base64.
  return BASE64_ONLY.test(sample) && /[A-Z]/.test(sample) && /[g-z]/.test(sample) && /[0-9+/]/.test(sample);
}
