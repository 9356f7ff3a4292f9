import type { TraceRecorder } from "../tracing/trace-recorder.js";

const CHECK_EVERY_MS = 1_000;

interface Watching {
  readonly timer: ReturnType<typeof setInterval>;
  readonly forgetExit: () => void;
}

/**
 * Looks after runs whose end never comes: it ends those that have gone silent, and all of them when the process has
 * nothing left to do. It watches only while there are open runs, and its timer never holds the process.
 */
export class OpenRunWatch {
  readonly #recorder: TraceRecorder;
  readonly #beforeProcessEnds: (hook: () => void) => () => void;
  #watching: Watching | undefined;

  constructor(recorder: TraceRecorder, beforeProcessEnds: (hook: () => void) => () => void) {
    this.#recorder = recorder;
    this.#beforeProcessEnds = beforeProcessEnds;
  }

  wake(): void {
    if (this.#watching !== undefined) return;
    const timer = setInterval(() => {
      this.#check();
    }, CHECK_EVERY_MS);
    if (typeof timer === "object") timer.unref();
    const forgetExit = this.#beforeProcessEnds(() => {
      this.#recorder.settleAborted();
      this.#recorder.abandonAll();
    });
    this.#watching = { timer, forgetExit };
  }

  stop(): void {
    if (this.#watching === undefined) return;
    clearInterval(this.#watching.timer);
    this.#watching.forgetExit();
    this.#watching = undefined;
  }

  #check(): void {
    this.#recorder.abandonIdle();
    if (this.#recorder.openRuns === 0) this.stop();
  }
}
