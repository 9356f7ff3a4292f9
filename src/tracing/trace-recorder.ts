import { alignClock, nowMicros } from "../records/clock.js";
import { uuidV7 } from "../records/uuid-v7.js";
import { skipCandidate, winnerOf } from "./attempts/attempt-group.js";
import { joinAttempts } from "./attempts/attempts.js";
import { AbortWatch } from "./ends/abort-watch.js";
import { SuppliedEnds } from "./ends/supplied-ends.js";
import { type Attribution, attributionOf } from "./run/attribution.js";
import { EchoFilter } from "./run/echo-filter.js";
import { linkPrompts } from "./run/prompt-links.js";
import { Run, type RunPlace } from "./run/run.js";
import type { RunEnd, RunEvent, RunStart } from "./run/run-event.js";
import { RunRegistry } from "./run/run-registry.js";
import { RecordWriter } from "./serialize/record-writer.js";
import type { TraceContext } from "./serialize/trace-text.js";
import type { TracedRecordSink } from "./serialize/traced-record.js";
import type { OuterPlace } from "./trace/outer-trace.js";
import { countEnd, countHttpAttempts, countReopening, countStart } from "./trace/run-totals.js";
import type { TraceTree } from "./trace/trace-tree.js";
import { TraceTrees } from "./trace/trace-trees.js";

export interface RecorderSettings extends TraceContext {
  /** An open run without any event for so long, in milliseconds, is closed as abandoned. 0: never. */
  readonly abandonAfterMs: number;
  /** An open run is shown as in progress after so long, in milliseconds. 0: never. */
  readonly liveAfterMs: number;
  /** Does work that nobody called for, such as a timer's, so that no fault of it reaches the host. */
  readonly guarded: (place: string, work: () => void) => void;
}

// The host's event loop must not wait for long: where more runs are due, the others are shown at the next looks.
const MAX_SHOWN_AT_ONCE = 500;

/** Turns runs into records: one tree for each root run, one record for each run when it ends. */
export class TraceRecorder {
  readonly #context: RecorderSettings;
  readonly #writer: RecordWriter;
  readonly #trees = new TraceTrees();
  readonly #runs = new RunRegistry((run) => {
    countReopening(run);
    this.#writer.reopened(run);
  });
  readonly #supplied = new SuppliedEnds(this.#runs, (run, end, endMicros) => {
    this.#end(run, end, endMicros, "supplied");
  });
  readonly #aborts = new AbortWatch(
    (run, error, atMicros) => {
      this.#supplied.toAborted(run, error, atMicros);
    },
    (work) => {
      this.#context.guarded("stopped run", work);
    },
  );

  constructor(context: RecorderSettings, sink: TracedRecordSink) {
    this.#context = context;
    this.#writer = new RecordWriter(context, sink);
  }

  /** Whether a run with this id is open: its children are no roots. */
  knows(runId: string | undefined): boolean {
    return runId !== undefined && this.#runs.knows(runId);
  }

  /** The trace of a run that is open, or is among those that ended last. */
  treeOf(runId: string): TraceTree | undefined {
    return this.#runs.treeOf(runId);
  }

  get openRuns(): number {
    return this.#runs.openCount;
  }

  /** `outer`: where a root run stands in a trace that is not its own. */
  start(start: RunStart, outer?: OuterPlace): void {
    if (this.knows(start.runId)) return;
    const run = this.#place(start, outer);
    this.#runs.add(run);
    countStart(run);
    if (start.signal !== undefined) this.#aborts.watch(start.signal, run);
  }

  /** The handler stands in the callbacks of this open run more than once. */
  startedAgain(runId: string): void {
    const run = this.#runs.find(runId);
    if (run === undefined) return;
    run.echoes ??= new EchoFilter();
    run.echoes.addCopy();
  }

  /** A sign of life, such as a streamed token. Returns the run while it is open. */
  touch(runId: string): Run | undefined {
    const run = this.#runs.find(runId);
    if (run !== undefined) run.lastEventMicros = nowMicros();
    return run;
  }

  firstToken(run: Run): void {
    run.firstTokenMicros ??= run.lastEventMicros;
    run.tree.firstTokenMicros ??= run.lastEventMicros;
  }

  /** What happens in a run that is not shown is told with the nearest one that is. */
  event(run: Run, event: RunEvent): void {
    let shown = run;
    while (shown.start.hidden && shown.parent !== undefined) shown = shown.parent;
    shown.addEvent(event, run.lastEventMicros);
  }

  /** A wrapper passed over a candidate that is known to be down. */
  candidateSkipped(run: Run, candidate: string, number: number): void {
    skipCandidate(run, candidate, number);
  }

  /** The requests that a model's own client made for its call: those after the first are retries. */
  httpAttempts(run: Run, attempts: readonly { readonly duration_ms: number; readonly wait_ms?: number }[]): void {
    if (run.httpAttempts === attempts) return;
    run.httpAttempts = attempts;
    countHttpAttempts(run, attempts);
  }

  /** The time is taken before `read` is called: to write a large output takes time of its own. */
  end(runId: string, read: (run: Run) => RunEnd): void {
    const run = this.touch(runId);
    if (run === undefined) return;
    const endMicros = run.lastEventMicros;
    this.#end(run, read(run), endMicros, "given");
  }

  /** Supplies an end to each run that has had no event for longer than the settings allow. */
  abandonIdle(): void {
    if (this.#context.abandonAfterMs === 0) return;
    this.#supplied.toIdle(nowMicros() - this.#context.abandonAfterMs * 1000);
  }

  /** Supplies an end to every open run: nothing more will come. */
  abandonAll(): void {
    this.#supplied.atClose();
  }

  /** The same where the process is ended by force, such as by a signal: what is open was cut off, and has failed. */
  interruptAll(endedBy: string): void {
    this.#supplied.byInterruption(endedBy);
  }

  /** Shows what has been going on for longer than the settings say, though it has not ended. */
  showLong(): void {
    if (this.#context.liveAfterMs === 0) return;
    const since = nowMicros() - this.#context.liveAfterMs * 1000;
    let shown = 0;
    for (const run of this.#runs.openRuns()) {
      if (shown < MAX_SHOWN_AT_ONCE) shown += this.#writer.preview(run, since);
    }
  }

  /** Ends what was aborted and has not reported its end, without waiting for a late report. */
  settleAborted(): void {
    this.#aborts.settle();
  }

  #place(start: RunStart, outer: OuterPlace | undefined): Run {
    const place = this.#runs.placeUnder(start.parentRunId, outer?.spanId);
    if (place.kind === "root") alignClock();
    const startMicros = nowMicros();
    const tree = place.kind === "root" ? this.#trees.treeFor(startMicros, outer?.trace) : treeOf(place);
    const isTrace = place.kind === "root" && start.kind === "chain" && tree.outer === undefined;
    const shown = !start.hidden && !isTrace;
    const run = new Run(start, tree, place, startMicros, shown ? uuidV7(startMicros) : undefined);
    run.attribution = this.#attribution(run);
    if (place.kind === "late") this.#writer.startedLate(tree);
    joinAttempts(run);
    linkPrompts(run);
    return run;
  }

  #attribution({ start, parent }: Run): Attribution {
    const { attribution, writer } = this.#context;
    const around = { metadata: parent?.start.metadata ?? {}, attribution: parent?.attribution ?? attribution };
    return attributionOf(start.metadata, around, writer);
  }

  #end(run: Run, end: RunEnd, endMicros: number, by: "given" | "supplied"): void {
    run.state = { phase: "ended", by, end: withKnownError(run, withWinnersOutput(run, end)), endMicros };
    this.#runs.ended(run, by);
    this.#aborts.forget(run);
    countEnd(run);
    this.#writer.ended(run);
    this.#expectEndOfFallbacks(run);
  }

  // LangChain reports no end of fallbacks when the caller stops them while a candidate is asked.
  #expectEndOfFallbacks({ parent, state, stopped }: Run): void {
    if (!stopped || parent?.start.wrapper !== "withFallbacks" || parent.state.phase !== "open") return;
    if (state.phase !== "ended" || state.end.status !== "failed" || parent.openChildren > 0) return;
    this.#aborts.expectEnd(parent, state.end.error, state.endMicros);
  }
}

function treeOf(place: Exclude<RunPlace, { kind: "root" }>): TraceTree {
  return place.kind === "child" ? place.parent.tree : place.anchor.tree;
}

// What a model's client throws at an abort says less than what is known of it where it began.
function withKnownError(run: Run, end: RunEnd): RunEnd {
  const known = end.status === "failed" ? run.tree.errors.find(end.error) : undefined;
  return known === undefined || end.status !== "failed" ? end : { ...end, error: known };
}

// LangChain reports `{}` as the output of a fallback that streamed: the candidate that answered has it.
function withWinnersOutput(run: Run, end: RunEnd): RunEnd {
  if (end.status !== "ok" || run.start.wrapper !== "withFallbacks" || end.output !== "{}") return end;
  const winner = winnerOf(run);
  if (winner?.state.phase !== "ended" || winner.state.end.status !== "ok") return end;
  return { ...end, output: winner.state.end.output, turn: winner.state.end.turn };
}
