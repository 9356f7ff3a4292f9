const ASCII = 128;

/** A set of characters that is quick to ask, where a regular expression would be asked for each character of a text. */
export class CharacterSet {
  readonly #ascii = new Uint8Array(ASCII);
  readonly #characters: RegExp;

  /** @param characters - matches each of them, alone */
  constructor(characters: RegExp) {
    this.#characters = characters;
    for (let code = 0; code < ASCII; code++) this.#ascii[code] = characters.test(String.fromCharCode(code)) ? 1 : 0;
  }

  hasAt(text: string, index: number): boolean {
    const code = text.charCodeAt(index);
    return code < ASCII ? this.#ascii[code] === 1 : this.#characters.test(text.charAt(index));
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
}
