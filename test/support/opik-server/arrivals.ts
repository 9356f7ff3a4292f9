interface Wait {
  readonly isMet: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Waits for conditions that are looked at again whenever something has happened: no polling. */
export class Arrivals {
  readonly #waits = new Set<Wait>();

  until(isMet: () => boolean): Promise<void> {
    if (isMet()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waits.add({ isMet, resolve, reject });
    });
  }

  happened(): void {
    for (const wait of [...this.#waits]) {
      if (!wait.isMet()) continue;
      this.#waits.delete(wait);
      wait.resolve();
    }
  }

  end(reason: string): void {
    for (const wait of this.#waits) wait.reject(new Error(reason));
    this.#waits.clear();
  }
}
