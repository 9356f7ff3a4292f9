import type { Readable } from "node:stream";
import type { Gzip } from "node:zlib";
import { piecesOf } from "../queue/text-pieces.js";

export interface GzipParts {
  readonly createGzip: () => Gzip;
  /** Makes a stream of pieces, and asks for each only when the one before has been read. */
  readonly streamOf: (pieces: Iterable<string>) => Readable;
}

/** The texts one after the other in UTF-8, compressed off the event loop. */
export async function gzipTexts(texts: Iterable<string>, { createGzip, streamOf }: GzipParts): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamOf(piecesOf(texts)).pipe(createGzip()))
    if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
