import type { CancelTimer } from "../runtime/global-time.js";
import { systemClock } from "../runtime/system-clock.js";
import type { TraceRecorder } from "../tracing/trace-recorder.js";
import { guarded } from "./guard.js";

const CHECK_EVERY_MS = 1_000;

interface Watching {
  readonly endChecks: CancelTimer;
  readonly forgetExit: () => void;
  readonly forgetFlush: () => void;
}

/**
 * Runs a hook before the process ends, with the reason, such as a signal's name; undefined if the process has run out
 * of work. Returns a function that removes the hook.
 */
export type BeforeProcessEnds = (hook: (endedBy?: string) => void) => () => void;

/** Runs a hook before the whole process is flushed. Returns a function that removes it. */
export type BeforeProcessFlush = (hook: () => void) => () => void;

/**
 * Watches runs that take long: it shows them while they are open, ends those that have gone silent, and all of them
 * when the process ends. It runs only while there are open runs, and its timer never keeps the process alive.
 */
export class OpenRunWatch {
  readonly #recorder: TraceRecorder;
  readonly #beforeProcessEnds: BeforeProcessEnds;
  readonly #beforeProcessFlush: BeforeProcessFlush;
  #watching: Watching | undefined;

  constructor(recorder: TraceRecorder, beforeProcessEnds: BeforeProcessEnds, beforeProcessFlush: BeforeProcessFlush) {
    this.#recorder = recorder;
    this.#beforeProcessEnds = beforeProcessEnds;
    this.#beforeProcessFlush = beforeProcessFlush;
  }

  wake(): void {
    if (this.#watching !== undefined) return;
    const endChecks = systemClock.every(CHECK_EVERY_MS, () => {
      this.#check();
    });
    const forgetExit = this.#beforeProcessEnds((endedBy) => {
      this.#recorder.settleAborted();
      if (endedBy === undefined) this.#recorder.abandonAll();
      else this.#recorder.interruptAll(endedBy);
    });
    const forgetFlush = this.#beforeProcessFlush(() => {
      this.#recorder.settleAborted();
      this.#recorder.showOpen();
    });
    this.#watching = { endChecks, forgetExit, forgetFlush };
  }

  stop(): void {
    if (this.#watching === undefined) return;
    this.#watching.endChecks();
    this.#watching.forgetExit();
    this.#watching.forgetFlush();
    this.#watching = undefined;
  }

  #check(): void {
    guarded("check of open runs", () => {
      this.#recorder.abandonIdle();
      this.#recorder.endOverdue();
      this.#recorder.showLong();
    });
    if (this.#recorder.openRuns === 0) this.stop();
  }
}
