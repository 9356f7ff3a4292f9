/** What a field may cost at all, and in addition for each of its characters. */
const LEAST = 170_000;
const PER_CHARACTER = 0.5;

/**
 * Bounds the cost of looking for secrets in a text that was made to be slow: one that consists of parts that look like
 * secrets and are not. A unit is some 25 ns.
 */
export class Effort {
  #left = LEAST;

  /** Adds this many characters to look at. */
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
