const DATA_URI = /^data:([\w.+-]{1,64}\/[\w.+-]{1,64})?(?:;[\w.=+-]{1,64}){0,8};base64,/i;
const BASE64_ONLY = /^[\w+/=\r\n-]+$/;
// Shorter texts without a space are more likely a word, an id or a hash than media.
const MIN_PLAIN_LENGTH = 1024;
const SAMPLE_LENGTH = 256;
const INLINE_BYTES = 1_000;

/** How the base64 form of a media type begins. */
const BASE64_HEADS: ReadonlyArray<readonly [head: string, type: string]> = [
  ["iVBORw0KGg", "image/png"],
  ["/9j/", "image/jpeg"],
  ["R0lGOD", "image/gif"],
  ["JVBERi0", "application/pdf"],
  ["SUQz", "audio/mpeg"],
];

/** What a RIFF file is says its ninth to twelfth byte: so `WEBP` and `WAVE` end in base64. */
const RIFF_KINDS: Readonly<Record<string, string>> = { XRUJQ: "image/webp", XQVZF: "audio/wav" };

// The sync word of MPEG audio without an ID3 tag, layer III.
const MP3_FRAME = /^\/\/[M-Ps-v]/;

/**
 * A note in place of base64 media longer than `maxMediaBytes` characters; undefined when the text is not that. Looks at
 * samples, never at the whole text.
 */
export function mediaNote(text: string, maxMediaBytes: number): string | undefined {
  if (text.length <= maxMediaBytes) return undefined;
  const head = text.slice(0, SAMPLE_LENGTH * 2);
  const uri = DATA_URI.exec(head);
  if (uri !== null) return leftOut(uri[1]?.toLowerCase() ?? sniff(head.slice(uri[0].length)) ?? "data", text.length);
  if (text.length < MIN_PLAIN_LENGTH || !looksLikeBase64(text)) return undefined;
  return leftOut(sniff(head) ?? "unknown type", text.length);
}

/** Bytes as a developer wants to see them: a few whole in base64, many as type and size. */
export function bytesNote(bytes: Uint8Array, name: string): string {
  if (bytes.byteLength <= INLINE_BYTES) {
    return `[${name} of ${sizeInWords(bytes.byteLength)}, base64: ${toBase64(bytes)}]`;
  }
  const type = sniff(toBase64(bytes.subarray(0, 24)));
  return `[${type ?? name}, ${sizeInWords(bytes.byteLength)} left out]`;
}

function leftOut(type: string, length: number): string {
  return `[${type}, ${sizeInWords(length)} of base64 left out]`;
}

function sizeInWords(bytes: number): string {
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

function sniff(base64: string): string | undefined {
  for (const [head, type] of BASE64_HEADS) if (base64.startsWith(head)) return type;
  if (MP3_FRAME.test(base64)) return "audio/mpeg";
  if (!base64.startsWith("UklGR")) return undefined;
  return RIFF_KINDS[base64.slice(11, 16)];
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
