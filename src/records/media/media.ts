import { type JsonText, trusted } from "../json/json-text.js";
import { bytesOfBase64 } from "./base64.js";
import { contentHash } from "./content-hash.js";

/** Media that leaves as an attachment of a trace or a span. */
export interface Media {
  /** Stands for it in JSON text until its record is written. */
  readonly token: string;
  /** MIME type, in lower case. */
  readonly type: string;
  readonly base64: string;
  readonly bytes: number;
}

const TOKEN_START = "[langchain-opik-media-";
const TOKEN_LENGTH = TOKEN_START.length + 25;
const TOKEN = /\[langchain-opik-media-[0-9a-f]{24}\]/g;

/** @param base64 - in its standard form */
export function mediaOf(base64: string, type: string): Media {
  return { token: `${TOKEN_START}${contentHash(type, base64)}]`, type, base64, bytes: bytesOfBase64(base64) };
}

export function isToken(text: string): boolean {
  return text.length === TOKEN_LENGTH && text.startsWith(TOKEN_START);
}

/**
 * The JSON with each token replaced: neither the tokens nor their replacements contain characters that JSON escapes.
 */
export function replaceTokens(text: JsonText, replace: (token: string) => string): JsonText {
  return text.includes(TOKEN_START) ? trusted(text.replaceAll(TOKEN, replace)) : text;
}
