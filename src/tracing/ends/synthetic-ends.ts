import { nowMicros } from "../../records/clock.js";
import type { Run } from "../run/run.js";
import type { RunEnd, RunError } from "../run/run-event.js";
import type { RunRegistry } from "../run/run-registry.js";
import { interruption } from "./interruption.js";

/** Gives ends to open runs for which LangChain reports none. */
export class SyntheticEnds {
  readonly #runs: RunRegistry;
  readonly #end: (run: Run, end: RunEnd, endMicros: number) => void;

  constructor(runs: RunRegistry, end: (run: Run, end: RunEnd, endMicros: number) => void) {
    this.#runs = runs;
    this.#end = end;
  }

  /** To what has had no event since then. What waits for a run below it is not idle. */
  endIdle(sinceMicros: number): void {
    for (const run of this.#newestFirst()) {
      if (run.openChildren > 0 || run.lastEventMicros >= sinceMicros) continue;
      this.#end(run, { status: "abandoned", why: "idle" }, run.lastEventMicros);
    }
  }

  /** To everything: nothing more will come. */
  endAll(): void {
    for (const run of this.#newestFirst()) this.#end(run, { status: "abandoned", why: "closed" }, run.lastEventMicros);
  }

  /** To everything, as a failure: what the runs were doing was cut off. */
  endInterrupted(endedBy: string): void {
    const error = interruption(endedBy);
    const endMicros = nowMicros();
    for (const run of this.#newestFirst()) this.#end(run, { status: "failed", error }, endMicros);
  }

  /** To an aborted run and the chains around it: LangChain ends neither where they are streamed. */
  endAborted(run: Run, error: RunError, atMicros: number): void {
    for (let one: Run | undefined = run; one?.state.phase === "open" && one.openChildren === 0; one = one.parent) {
      for (const aborted of [one, ...this.#stepsWaitingFor(one)]) {
        this.#end(aborted, { status: "failed", error }, Math.max(atMicros, aborted.lastEventMicros));
      }
    }
  }

  // Children end before their parents do.
  #newestFirst(): readonly Run[] {
    return this.#runs.openRuns().toReversed();
  }

  // The steps of a sequence that are open at the same time are one stream.
  #stepsWaitingFor(run: Run): Run[] {
    const { parent, start } = run;
    if (!start.isStep || parent === undefined || parent.openChildren === 1) return [];
    const isWaiting = (one: Run) => one !== run && one.parent === parent && one.start.isStep && one.openChildren === 0;
    return this.#runs.openRuns().filter(isWaiting);
  }
}
