/** A text with parts of it replaced by a mark. */
export class MarkedText {
  readonly #text: string;
  readonly #mark: string;
  #before = "";
  #end = 0;

  constructor(text: string, mark: string) {
    this.#text = text;
    this.#mark = mark;
  }

  /** Replaces a part. Parts are told from front to back; those that overlap become one mark. */
  hide(from: number, to: number): void {
    if (from >= this.#end) this.#before += this.#text.slice(this.#end, from) + this.#mark;
    this.#end = to;
  }

  toString(): string {
    return this.#end === 0 ? this.#text : this.#before + this.#text.slice(this.#end);
  }
}
