const FOREIGN = /[^A-Za-z0-9+/]/;
/** What no form of base64 has. */
const NO_BASE64 = /[^A-Za-z0-9+/_=\s-]/;
const MAX_PADDING = 2;
/** The number of bytes that one call can turn into a text. */
const PIECE_BYTES = 32_768;

/** The number of characters of base64 that are decoded at once. */
const PIECE_LENGTH = 262_144;

/** Base64 in its standard form, padded; undefined for a text that is not base64. */
export function standardBase64(text: string): string | undefined {
  if (isDecodable(text)) return text;
  const end = text.search(FOREIGN);
  const isStandard = text.length % 4 === 0 && (end === -1 || isPadding(text, end));
  return isStandard ? text : fromOtherForm(text);
}

/**
 * Whether Node.js decodes it as base64, which takes a fraction of the time of a regular expression. It skips characters
 * that are not base64, so that too few bytes result; but it also accepts the URL alphabet, and half of a wide
 * character.
 */
function isDecodable(text: string): boolean {
  if (typeof Buffer === "undefined" || text.length % 4 !== 0) return false;
  if (text.includes("-") || text.includes("_") || Buffer.byteLength(text) !== text.length) return false;
  let bytes = 0;
  for (const piece of decodedPieces(text)) bytes += piece.length;
  return bytes === bytesOfBase64(text);
}

/** The bytes of base64, a piece at a time, on Node.js: each is there until the next one is asked for. */
export function* decodedPieces(base64: string): Generator<Uint8Array> {
  const piece = Buffer.allocUnsafe((PIECE_LENGTH / 4) * 3);
  for (let start = 0; start < base64.length; start += PIECE_LENGTH) {
    yield piece.subarray(0, piece.write(base64.slice(start, start + PIECE_LENGTH), "base64"));
  }
}

function isPadding(text: string, start: number): boolean {
  return text.length - start <= MAX_PADDING && /^=+$/.test(text.slice(start));
}

/** Converts base64 that is split into lines, uses the URL alphabet, or lacks padding. */
function fromOtherForm(text: string): string | undefined {
  if (NO_BASE64.test(text)) return undefined;
  const one = text
    .replaceAll(/\s+/g, "")
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/={1,4}$/, "");
  const rest = one.length % 4;
  return rest === 1 || FOREIGN.test(one) ? undefined : one.padEnd(one.length + ((4 - rest) % 4), "=");
}

/** How many bytes a text of standard base64 encodes. */
export function bytesOfBase64(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

/** Edge runtimes have no `Buffer`, which is the fast way. */
export const toBase64: (bytes: Uint8Array) => string =
  typeof Buffer === "undefined"
    ? (bytes) => btoa(binaryText(bytes))
    : ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString("base64");

function binaryText(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.byteLength; start += PIECE_BYTES) {
    text += String.fromCharCode(...bytes.subarray(start, start + PIECE_BYTES));
  }
  return text;
}

/** The bytes of standard base64. */
export const fromBase64: (base64: string) => Uint8Array<ArrayBuffer> =
  typeof Buffer === "undefined"
    ? (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    : (base64) => {
        const bytes = new Uint8Array(bytesOfBase64(base64));
        Buffer.from(bytes.buffer).write(base64, "base64");
        return bytes;
      };
