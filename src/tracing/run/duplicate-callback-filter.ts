/**
 * For a handler that is among a run's callbacks more than once: LangChain then calls it that often for each event, one
 * call right after the other and with the same values.
 */
export class DuplicateCallbackFilter {
  #copies = 1;
  #name = "";
  #value: unknown;
  #duplicatesDue = 0;

  addCopy(): void {
    this.#copies += 1;
  }

  /** Whether this repeats the callback before it. */
  isDuplicate(name: string, value: unknown): boolean {
    if (this.#duplicatesDue > 0 && name === this.#name && value === this.#value) {
      this.#duplicatesDue -= 1;
      return true;
    }
    this.#name = name;
    this.#value = value;
    this.#duplicatesDue = this.#copies - 1;
    return false;
  }
}
