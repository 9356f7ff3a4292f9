/** What a field may cost whatever is in it, and besides for each of its characters. */
const LEAST = 170_000;
const PER_CHARACTER = 0.5;

/**
 * Bounds what looking for secrets costs in a text that was made to cost much: one that consists of what looks like
 * secrets, and are none. A unit is some 25 ns.
 */
export class Effort {
  #left = LEAST;

  /** There are so many more characters to look at. */
  allowFor(characters: number): void {
    this.#left += characters * PER_CHARACTER;
  }

  get left(): number {
    return this.#left;
  }

  isSpent(): boolean {
    return this.#left <= 0;
  }

  spend(units: number): void {
    this.#left -= units;
  }
}
