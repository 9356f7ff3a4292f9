import { AbortController } from "../../runtime/abort-controller.js";
import { systemClock } from "../../runtime/system-clock.js";
import { ABORTED, uploadTimeMs } from "./request-limits.js";

/** A transport has its own time limit, and this much longer to respect it. */
const GRACE_MS = 5_000;

/** The requests by which a batch is sent. */
export interface ExpectedRequests {
  readonly count: number;
  /** How much is uploaded, in addition to an ordinary request. */
  readonly bytes: number;
}

/** Requests in flight that can all be aborted. Each has its own signal: Node warns of many listeners on one. */
export class InFlightRequests {
  readonly #requestTimeoutMs: number;
  readonly #open = new Set<AbortController>();
  #abortions = 0;

  constructor(requestTimeoutMs: number) {
    this.#requestTimeoutMs = requestTimeoutMs;
  }

  /**
   * Runs a request with a signal that `abortAll()` aborts. It rejects then, whether the request ends or not: under a
   * test's fake timers even Node's streams may stop for good.
   */
  async run<Answer>(
    request: (signal: AbortSignal) => Promise<Answer>,
    { count, bytes }: ExpectedRequests = { count: 1, bytes: 0 },
  ): Promise<Answer> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#open.add(controller);
    const limitMs = this.#requestTimeoutMs * count + uploadTimeMs(bytes) + GRACE_MS;
    const cancelLimit = systemClock.after(limitMs, () => {
      controller.abort();
    });
    try {
      return await Promise.race([request(signal), whenAborted(signal)]);
    } finally {
      cancelLimit();
      this.#open.delete(controller);
    }
  }

  /** How often all requests were aborted: the failure of an aborted request says nothing about the server. */
  get abortions(): number {
    return this.#abortions;
  }

  abortAll(): void {
    this.#abortions += 1;
    for (const controller of this.#open) controller.abort();
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => {
      reject(new Error(ABORTED.message));
    };
    signal.addEventListener("abort", abort, { once: true });
  });
}
