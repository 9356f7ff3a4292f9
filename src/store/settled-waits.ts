interface Wait {
  readonly count: number;
  readonly finish: () => void;
}

/** Callers of `flush()`, each waiting until as many records are settled as had been accepted at its call. */
export class SettledWaits {
  readonly #waits = new Set<Wait>();

  /** Resolves when `count` records are settled, or after `timeoutMs`. Holds the process until then. */
  until(count: number, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.#waits.delete(wait);
        resolve();
      };
      const wait: Wait = { count, finish };
      const timer = setTimeout(finish, timeoutMs);
      this.#waits.add(wait);
    });
  }

  settled(count: number): void {
    for (const wait of [...this.#waits]) {
      if (wait.count <= count) wait.finish();
    }
  }
}
