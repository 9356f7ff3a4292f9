/** No text that somebody reads has so many secrets: all that follows them is treated as more of the same. */
const MAX_PARTS = 10_000;

/** A text with parts of it replaced by a mark. */
export class MarkedText {
  readonly #text: string;
  readonly #mark: string;
  #before = "";
  #end = 0;
  #parts = 0;

  constructor(text: string, mark: string) {
    this.#text = text;
    this.#mark = mark;
  }

  /**
   * Replaces a part. Parts are given from front to back; those that overlap become one mark.
   *
   * @returns whether there is more to look at; the ten-thousandth part reaches to the end of the text
   */
  hide(from: number, to: number): boolean {
    this.#parts += 1;
    const isLast = this.#parts >= MAX_PARTS;
    if (from >= this.#end) this.#before += this.#text.slice(this.#end, from) + this.#mark;
    this.#end = isLast ? this.#text.length : to;
    return !isLast;
  }

  toString(): string {
    return this.#parts === 0 ? this.#text : this.#before + this.#text.slice(this.#end);
  }
}
