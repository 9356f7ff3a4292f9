/** A line of the input, counted from 1. */
export type ImportLine = { readonly number: number; readonly bytes: number } & (
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "too long" }
);

const NEWLINE = 0x0a;
/** The largest record that Opik accepts is a fraction of it. */
export const MAX_LINE_BYTES = 128 * 1024 * 1024;

/** The lines of a stream, whatever their length: the text of one that is too long is never held. */
export async function* importLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ImportLine> {
  const line = new OpenLine();
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      line.add(chunk.subarray(from, end + 1));
      yield line.end();
      from = end + 1;
    }
    line.add(chunk.subarray(from));
  }
  if (!line.isEmpty) yield line.end();
}

class OpenLine {
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #number = 1;

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  add(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#bytes > MAX_LINE_BYTES) this.#parts = [];
    else this.#parts.push(part);
  }

  end(): ImportLine {
    const place = { number: this.#number, bytes: this.#bytes };
    const line: ImportLine =
      this.#bytes > MAX_LINE_BYTES
        ? { ...place, kind: "too long" }
        : { ...place, kind: "text", text: new TextDecoder().decode(Buffer.concat(this.#parts)).trim() };
    this.#parts = [];
    this.#bytes = 0;
    this.#number += 1;
    return line;
  }
}
