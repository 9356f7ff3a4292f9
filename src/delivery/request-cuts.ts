/** Requests under way that can all be cut off. Each has its own signal: Node warns of many listeners on one. */
export class RequestCuts {
  readonly #open = new Set<AbortController>();

  /** Runs a request with a signal that `cutAll()` aborts. */
  async during<Answer>(request: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const controller = new AbortController();
    this.#open.add(controller);
    try {
      return await request(controller.signal);
    } finally {
      this.#open.delete(controller);
    }
  }

  cutAll(): void {
    for (const controller of this.#open) controller.abort();
  }
}
