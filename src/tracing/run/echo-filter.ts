/**
 * For a handler that stands in a run's callbacks more than once: LangChain tells it everything as often, one call
 * straight after the other and with the same values.
 */
export class EchoFilter {
  #copies = 1;
  #name = "";
  #value: unknown;
  #echoesDue = 0;

  addCopy(): void {
    this.#copies += 1;
  }

  /** Whether this is what was told just before, told to the next copy. */
  isEcho(name: string, value: unknown): boolean {
    if (this.#echoesDue > 0 && name === this.#name && value === this.#value) {
      this.#echoesDue -= 1;
      return true;
    }
    this.#name = name;
    this.#value = value;
    this.#echoesDue = this.#copies - 1;
    return false;
  }
}
