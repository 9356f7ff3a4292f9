/** Runs work on the same records one after the other, and everything else concurrently. */
export class LockedIds {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Waits for all earlier work on any of these ids. */
  async run<T>(ids: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = Promise.allSettled(ids.flatMap((id) => this.#last.get(id) ?? []));
    const done = before.then(work);
    for (const id of ids) this.#last.set(id, done);
    try {
      return await done;
    } finally {
      for (const id of ids) if (this.#last.get(id) === done) this.#last.delete(id);
    }
  }
}
