/**
 * Messages on a socket: four bytes with the length, then the message. A message that was cut off, because its sender
 * died, is dropped.
 */

const HEADER_BYTES = 4;

/** The longest string of V8, since a message becomes a string. */
const MAX_MESSAGE_BYTES = 500_000_000;

export function isTooLong(message: Uint8Array): boolean {
  return message.length > MAX_MESSAGE_BYTES;
}

export function frameHeader(message: Uint8Array): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(message.length);
  return header;
}

/** Makes messages of the pieces in which they arrive. */
export class FrameReader {
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  /** The messages that are complete with this piece. @throws RangeError where one claims to be longer than allowed */
  add(piece: Uint8Array): readonly Uint8Array[] {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    const messages: Uint8Array[] = [];
    for (let next = this.#next(); next !== undefined; next = this.#next()) messages.push(next);
    return messages;
  }

  #next(): Uint8Array | undefined {
    if (this.#bytes < HEADER_BYTES) return undefined;
    const { buffer, byteOffset } = this.#join(HEADER_BYTES);
    const length = new DataView(buffer, byteOffset).getUint32(0);
    if (length > MAX_MESSAGE_BYTES) throw new RangeError(`a message of ${length} bytes is longer than allowed`);
    const end = HEADER_BYTES + length;
    if (this.#bytes < end) return undefined;
    const joined = this.#join(end);
    this.#pieces = [joined.subarray(end)];
    this.#bytes -= end;
    return joined.subarray(HEADER_BYTES, end);
  }

  /** The pieces joined until they are as long as this. */
  #join(bytes: number): Uint8Array {
    const [first = new Uint8Array()] = this.#pieces;
    if (first.length >= bytes) return first;
    const joined = Buffer.concat(this.#pieces);
    this.#pieces = [joined];
    return joined;
  }
}
