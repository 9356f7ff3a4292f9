import type { Run } from "./run.js";
import type { RunError } from "./run-event.js";

// Time for LangChain to report the end itself, as it does for calls that are not streamed.
const GRACE_MS = 100;

/**
 * Notices that a run's AbortSignal fired although LangChain reports no end for it. Each signal gets one listener,
 * however many runs it governs.
 */
export class AbortWatch {
  readonly #onAborted: (run: Run, error: RunError) => void;
  readonly #runs = new WeakMap<AbortSignal, Set<Run>>();
  readonly #due = new Map<Run, AbortSignal>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onAborted: (run: Run, error: RunError) => void) {
    this.#onAborted = onAborted;
  }

  watch(signal: AbortSignal, run: Run): void {
    if (signal.aborted) return;
    const runs = this.#runs.get(signal) ?? this.#listen(signal);
    runs.add(run);
  }

  forget(run: Run): void {
    this.#due.delete(run);
    if (run.start.signal !== undefined) this.#runs.get(run.start.signal)?.delete(run);
  }

  /** Ends what is due at once. */
  settle(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [run, signal] of [...this.#due]) this.#onAborted(run, abortError(signal));
    this.#due.clear();
  }

  #listen(signal: AbortSignal): Set<Run> {
    const runs = new Set<Run>();
    this.#runs.set(signal, runs);
    signal.addEventListener(
      "abort",
      () => {
        for (const run of runs) this.#due.set(run, signal);
        runs.clear();
        this.#scheduleSettling();
      },
      { once: true },
    );
    return runs;
  }

  #scheduleSettling(): void {
    if (this.#due.size === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.settle();
    }, GRACE_MS);
    if (typeof this.#timer === "object") this.#timer.unref();
  }
}

function abortError(signal: AbortSignal): RunError {
  const reason: unknown = signal.reason;
  const message = reason instanceof Error ? reason.message : "The caller aborted the run.";
  const traceback = (reason instanceof Error && reason.stack) || `AbortError: ${message}`;
  return {
    info: { exception_type: "AbortError", message, traceback },
    status: undefined,
    cause: reason,
    aborted: true,
  };
}
