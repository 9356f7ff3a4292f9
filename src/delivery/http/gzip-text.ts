import type { Readable } from "node:stream";
import type { Gzip } from "node:zlib";

/** So much is made into bytes at once; between two pieces the host has its turn. */
const PIECE_CHARACTERS = 128 * 1024;
const HIGH_SURROGATES = { first: 0xd800, last: 0xdbff };

export interface GzipParts {
  readonly createGzip: () => Gzip;
  /** Makes a stream of pieces, and asks for each only when the one before is taken. */
  readonly streamOf: (pieces: Iterable<string>) => Readable;
}

/** The text in UTF-8, compressed off the event loop. */
export async function gzipText(text: string, { createGzip, streamOf }: GzipParts): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamOf(piecesOf(text)).pipe(createGzip())) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A character of two halves stays in one piece. */
export function* piecesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = start + PIECE_CHARACTERS;
    const last = text.charCodeAt(end - 1);
    const isHalf = last >= HIGH_SURROGATES.first && last <= HIGH_SURROGATES.last;
    yield text.slice(start, isHalf ? end - 1 : end);
    start = isHalf ? end - 1 : end;
  }
}
