import { nowMicros } from "../../records/clock.js";
import type { CancelTimer } from "../../runtime/global-time.js";
import { systemClock } from "../../runtime/system-clock.js";
import type { Run } from "../run/run.js";
import type { RunError } from "../run/run-event.js";
import { abortError } from "./abort.js";

// Time for LangChain to report the end itself, as it does for calls that are not streamed.
const GRACE_MS = 100;

interface Abort {
  readonly error: RunError;
  readonly atMicros: number;
}

/**
 * Notices that a run's AbortSignal fired although LangChain reports no end for it. Each signal gets one listener,
 * however many runs it governs.
 */
export class AbortWatch {
  readonly #onAborted: (run: Run, error: RunError, atMicros: number) => void;
  readonly #guarded: (work: () => void) => void;
  readonly #runs = new WeakMap<AbortSignal, Set<Run>>();
  readonly #signals = new WeakMap<Run, AbortSignal>();
  readonly #due = new Map<Run, Abort>();
  #cancelSettling: CancelTimer | undefined;

  /** @param guarded - runs code that a signal or a timer starts, because nobody would catch an error there */
  constructor(onAborted: (run: Run, error: RunError, atMicros: number) => void, guarded: (work: () => void) => void) {
    this.#onAborted = onAborted;
    this.#guarded = guarded;
  }

  watch(signal: AbortSignal, run: Run): void {
    if (signal.aborted || this.#signals.get(run) === signal) return;
    this.forget(run);
    const runs = this.#runs.get(signal) ?? this.#listen(signal);
    runs.add(run);
    this.#signals.set(run, signal);
  }

  /** The run must end now with this error, because what it was waiting for was stopped. */
  expectEnd(run: Run, error: RunError, atMicros: number): void {
    this.#due.set(run, { error, atMicros });
    this.#scheduleSettling();
  }

  forget(run: Run): void {
    this.#due.delete(run);
    const signal = this.#signals.get(run);
    if (signal !== undefined) this.#runs.get(signal)?.delete(run);
  }

  /** Ends what is due at once. */
  settle(): void {
    this.#cancelSettling?.();
    this.#cancelSettling = undefined;
    const due = [...this.#due];
    this.#due.clear();
    for (const [run, { error, atMicros }] of due) {
      this.#guarded(() => {
        this.#onAborted(run, error, atMicros);
      });
    }
  }

  #listen(signal: AbortSignal): Set<Run> {
    const runs = new Set<Run>();
    this.#runs.set(signal, runs);
    signal.addEventListener(
      "abort",
      () => {
        this.#guarded(() => {
          this.#stopped(signal, runs);
        });
      },
      { once: true },
    );
    return runs;
  }

  #stopped(signal: AbortSignal, runs: Set<Run>): void {
    const abort = { error: abortError(signal), atMicros: nowMicros() };
    for (const run of runs) {
      this.#due.set(run, abort);
      if (abort.error.aborted) run.tree.ensureDetails().errors.add(abort.error);
      for (let one: Run | undefined = run; one !== undefined; one = one.parent) one.stop();
    }
    runs.clear();
    this.#scheduleSettling();
  }

  #scheduleSettling(): void {
    if (this.#due.size === 0) return;
    this.#cancelSettling ??= systemClock.after(GRACE_MS, () => {
      this.settle();
    });
  }
}
