import { nowMicros } from "../../records/clock.js";
import { winnerOf } from "../attempts/match-attempt.js";
import type { EndedBy, Run } from "../run/run.js";
import type { RunEnd, RunError } from "../run/run-event.js";
import type { RunRegistry } from "../run/run-registry.js";
import type { RecordWriter } from "../serialize/record-writer.js";
import { countEnd } from "../trace/run-totals.js";
import { abortError } from "./abort.js";
import { AbortWatch } from "./abort-watch.js";

/**
 * Ends runs: every end passes here, whether LangChain reported it or it is synthetic, because LangChain reports none
 * for a run that was aborted in a stream, has been idle for long, or is open when the handler or the process ends.
 */
export class RunFinalizer {
  readonly #runs: RunRegistry;
  readonly #writer: RecordWriter;
  readonly #aborts: AbortWatch;

  /** @param guarded - runs code that a signal or a timer starts, because nobody would catch an error there */
  constructor(runs: RunRegistry, writer: RecordWriter, guarded: (work: () => void) => void) {
    this.#runs = runs;
    this.#writer = writer;
    this.#aborts = new AbortWatch((run, error, atMicros) => {
      this.#endAborted(run, error, atMicros);
    }, guarded);
  }

  /** Ends the run when its signal has fired and LangChain reports no end. */
  watch(run: Run): void {
    if (run.start.signal !== undefined) this.#aborts.watch(run.start.signal, run);
  }

  /** Ends the run as LangChain reported it. */
  endReported(run: Run, end: RunEnd, endMicros: number): void {
    this.#end(run, end, endMicros, "reported");
  }

  /** Ends runs that have had no callback since then. A run that waits for a run below it is not idle. */
  endIdle(sinceMicros: number): void {
    for (const run of this.#newestFirst()) {
      if (run.openChildren > 0 || run.lastEventMicros >= sinceMicros) continue;
      this.#end(run, { status: "abandoned", why: "idle", mayGoOn: true }, run.lastEventMicros, "synthetic");
    }
  }

  /** Ends everything: nothing more will come. */
  endAll(): void {
    for (const run of this.#newestFirst()) {
      this.#end(run, { status: "abandoned", why: "closed" }, run.lastEventMicros, "synthetic");
    }
    this.#giveUpSilent();
  }

  /** Ends everything as a failure: the runs were cut off. */
  endInterrupted(endedBy: string): void {
    const error = interruption(endedBy);
    const endMicros = nowMicros();
    for (const run of this.#newestFirst()) this.#end(run, { status: "failed", error }, endMicros, "synthetic");
    this.#giveUpSilent();
  }

  /** A silent run will not go on: its record, which had no end time, is given one. */
  giveUp(run: Run): void {
    if (run.state.phase !== "ended" || run.finalEndMicros !== undefined) return;
    run.end({ status: "abandoned", why: "idle", mayGoOn: false }, run.state.endMicros, run.state.by);
    this.#writer.givenUp(run);
  }

  /** Ends runs that were aborted and have not reported their end, without waiting for a late report. */
  settleAborted(): void {
    this.#aborts.settle();
  }

  #giveUpSilent(): void {
    for (const run of this.#runs.syntheticallyEnded()) this.giveUp(run);
  }

  // LangChain ends neither an aborted run nor the chains around it where they are streamed.
  #endAborted(run: Run, error: RunError, atMicros: number): void {
    for (let one: Run | undefined = run; one?.state.phase === "open" && one.openChildren === 0; one = one.parent) {
      for (const aborted of [one, ...this.#stepsWaitingFor(one)]) {
        this.#end(aborted, { status: "failed", error }, Math.max(atMicros, aborted.lastEventMicros), "synthetic");
      }
    }
  }

  #end(run: Run, end: RunEnd, endMicros: number, by: EndedBy): void {
    run.end(withKnownError(run, withWinnersOutput(run, end)), endMicros, by);
    this.#runs.ended(run, by);
    this.#aborts.forget(run);
    countEnd(run);
    this.#writer.ended(run);
    this.#watchFallbacksAround(run);
    this.#expectEndOfFallbacks(run);
  }

  // In a batch they wait for the other inputs, and LangChain reports no end when the caller stops them then.
  #watchFallbacksAround({ start: { signal }, parent, state }: Run): void {
    if (signal === undefined || state.phase !== "ended" || state.end.status !== "ok") return;
    for (let one = parent; one !== undefined; one = one.parent) {
      if (one.start.wrapper !== "withFallbacks" || one.state.phase !== "open") continue;
      if (signal.aborted) this.#aborts.expectEnd(one, abortError(signal), state.endMicros);
      else this.#aborts.watch(signal, one);
    }
  }

  // LangChain reports no end of fallbacks when the caller stops them while a candidate is asked.
  #expectEndOfFallbacks({ parent, state, isStopped }: Run): void {
    if (!isStopped || parent?.start.wrapper !== "withFallbacks" || parent.state.phase !== "open") return;
    if (state.phase !== "ended" || state.end.status !== "failed" || parent.openChildren > 0) return;
    this.#aborts.expectEnd(parent, state.end.error, state.endMicros);
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

// The error that a model's client throws at an abort says less than is known where the abort began.
function withKnownError(run: Run, end: RunEnd): RunEnd {
  const known = end.status === "failed" ? run.tree.details?.errors.find(end.error) : undefined;
  return known === undefined || end.status !== "failed" ? end : { ...end, error: known };
}

// LangChain reports `{}` as the output of a fallback that streamed: the candidate that answered has it.
function withWinnersOutput(run: Run, end: RunEnd): RunEnd {
  if (end.status !== "ok" || run.start.wrapper !== "withFallbacks" || end.output !== "{}") return end;
  const winner = winnerOf(run);
  if (winner?.state.phase !== "ended" || winner.state.end.status !== "ok") return end;
  return { ...end, output: winner.state.end.output, turn: winner.state.end.turn };
}

/** The failure of a run that was open when its process ended, and what ended it, such as a signal's name. */
function interruption(endedBy: string): RunError {
  const type = "Interrupted";
  const message = `The process was ended by ${endedBy} while this run was open.`;
  const info = { exception_type: type, message, traceback: `${type}: ${message}` };
  return { info, status: undefined, thrown: [], sumsUp: [], aborted: false };
}
