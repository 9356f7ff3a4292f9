const ASCII = 128;

/** A set of characters with a quick lookup, used where a regular expression would run for each character of a text. */
export class CharacterSet {
  readonly #characters: RegExp;
  /** For each ASCII character 1 or 0; not made before it is needed. */
  #ascii: Uint8Array | undefined;

  /** @param characters - matches each of them, alone */
  constructor(characters: RegExp) {
    this.#characters = characters;
  }

  hasAt(text: string, index: number): boolean {
    if (index < 0 || index >= text.length) return false;
    const code = text.charCodeAt(index);
    if (code >= ASCII) return this.#characters.test(text.charAt(index));
    this.#ascii ??= Uint8Array.from({ length: ASCII }, (_, one) =>
      Number(this.#characters.test(String.fromCharCode(one))),
    );
    return this.#ascii[code] === 1;
  }

  /** The start of the unbroken run of these characters that ends before `end`, looking back no further than `from`. */
  rowStart(text: string, end: number, from: number): number {
    let start = end;
    while (start > from && this.hasAt(text, start - 1)) start -= 1;
    return start;
  }

  /** The end of the unbroken run of these characters that begins at `start`, looking no further than `to`. */
  rowEnd(text: string, start: number, to = text.length): number {
    let end = start;
    while (end < to && this.hasAt(text, end)) end += 1;
    return end;
  }
}
