import { AbortController } from "../../runtime/abort-controller.js";
import { systemClock } from "../../runtime/system-clock.js";

/** A transport has a time limit of its own, and this much more to keep it. */
const GRACE_MS = 5_000;

/** Requests under way that can all be cut off. Each has its own signal: Node warns of many listeners on one. */
export class RequestCuts {
  readonly #requestTimeoutMs: number;
  readonly #open = new Set<AbortController>();

  constructor(requestTimeoutMs: number) {
    this.#requestTimeoutMs = requestTimeoutMs;
  }

  /**
   * Runs a request with a signal that `cutAll()` aborts. It rejects then, whether the request ends or not: under a
   * test's fake timers even Node's streams may stop for good.
   */
  async during<Answer>(request: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#open.add(controller);
    const cancelLimit = systemClock.after(this.#requestTimeoutMs + GRACE_MS, () => {
      controller.abort();
    });
    try {
      return await Promise.race([request(signal), whenCut(signal)]);
    } finally {
      cancelLimit();
      this.#open.delete(controller);
    }
  }

  cutAll(): void {
    for (const controller of this.#open) controller.abort();
  }
}

function whenCut(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const cut = () => {
      reject(new Error("the request was cut off"));
    };
    signal.addEventListener("abort", cut, { once: true });
  });
}
