import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { pipeline, Readable, type Transform, Writable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { isTooDeep, MAX_JSON_DEPTH } from "../../store/write/json-depth.js";
import { Refusal } from "./refusal.js";

/** Opik's own SDKs split bodies that are larger than half of this. */
export const MAX_BODY_BYTES = 100_000_000;
/** The limit for all bodies that are being read. */
const MAX_BYTES_AT_ONCE = 400_000_000;

/** Reads bodies that are, each and all together, no larger than this process can hold. */
export class BodyReader {
  readonly #maxBytes: number;
  #bytesNow = 0;

  constructor(maxBytes = MAX_BODY_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** The body, decompressed. @throws Refusal 400, 413, 415, 503 */
  async read(request: IncomingMessage): Promise<Buffer> {
    const declared = Number(request.headers["content-length"] ?? 0);
    if (declared > this.#maxBytes) throw this.#tooLarge();
    const chunks: Buffer[] = [];
    let bytes = 0;
    const kept = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        bytes += chunk.length;
        this.#bytesNow += chunk.length;
        chunks.push(chunk);
        if (bytes > this.#maxBytes) done(this.#tooLarge());
        else if (this.#bytesNow > MAX_BYTES_AT_ONCE) done(busy());
        else done();
      },
    });
    try {
      await piped(request, decompressorOf(request), kept);
      return Buffer.concat(chunks);
    } finally {
      this.#bytesNow -= bytes;
    }
  }

  #tooLarge(): Refusal {
    return new Refusal(413, `the body is larger than ${this.#maxBytes} bytes: send it in parts`);
  }
}

function busy(): Refusal {
  return new Refusal(503, "too much is being sent at once: send it again", { "retry-after": "1" });
}

/** @throws Refusal 415 */
function decompressorOf({ headers }: IncomingMessage): Transform | undefined {
  switch (headers["content-encoding"]?.toLowerCase()) {
    case undefined:
    case "identity":
      return undefined;
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      throw new Refusal(415, "the body has a content-encoding other than gzip, deflate and br");
  }
}

function piped(request: IncomingMessage, decompress: Transform | undefined, kept: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null | undefined) => {
      if (!error) resolve();
      else reject(error instanceof Refusal ? error : new Refusal(400, "the body is not encoded as its headers say"));
    };
    // Otherwise the connection would be closed, and the sender would never learn why.
    const body = Readable.from(request.iterator({ destroyOnReturn: false }), { objectMode: false });
    if (decompress === undefined) pipeline(body, kept, settle);
    else pipeline(body, decompress, kept, settle);
  });
}

/** A page elsewhere can send texts and forms without being asked for its origin, and JSON not. @throws Refusal 415 */
export function checkJsonType({ "content-type": type = "" }: IncomingHttpHeaders): void {
  if (/^application\/(?:[\w.-]+\+)?json(?:$|[\s;])/i.test(type)) return;
  throw new Refusal(415, "the header Content-Type has to be application/json");
}

/** @throws Refusal 400 where it is no JSON, or nested too deep */
export function parseJson(body: Buffer): unknown {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal(400, "the body is not JSON");
  }
  if (isTooDeep(value)) throw new Refusal(400, `the JSON is nested deeper than ${MAX_JSON_DEPTH} levels`);
  return value;
}
