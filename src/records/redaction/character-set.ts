const ASCII = 128;
const [UNKNOWN, INSIDE, OUTSIDE] = [0, 1, 2];

/** A set of characters that is quick to ask, where a regular expression would be asked for each character of a text. */
export class CharacterSet {
  /** What is known of each ASCII character: the expression is asked once, and not before it is needed. */
  readonly #ascii = new Uint8Array(ASCII);
  readonly #characters: RegExp;

  /** @param characters - matches each of them, alone */
  constructor(characters: RegExp) {
    this.#characters = characters;
  }

  hasAt(text: string, index: number): boolean {
    const code = text.charCodeAt(index);
    const known = this.#ascii[code];
    return known === undefined || known === UNKNOWN ? this.#ask(text.charAt(index), code) : known === INSIDE;
  }

  /** Where the unbroken row of these characters begins that ends before `end`, looking back no further than `from`. */
  rowStart(text: string, end: number, from: number): number {
    let start = end;
    while (start > from && this.hasAt(text, start - 1)) start -= 1;
    return start;
  }

  /** Where the unbroken row of these characters ends that begins at `start`. */
  rowEnd(text: string, start: number): number {
    let end = start;
    while (this.hasAt(text, end)) end += 1;
    return end;
  }

  #ask(character: string, code: number): boolean {
    const isInside = this.#characters.test(character);
    if (code < ASCII) this.#ascii[code] = isInside ? INSIDE : OUTSIDE;
    return isInside;
  }
}
