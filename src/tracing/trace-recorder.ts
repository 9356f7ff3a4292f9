import { alignClock, nowMicros } from "../records/clock.js";
import type { RecordSink } from "../records/record-sink.js";
import { uuidV7 } from "../records/uuid-v7.js";
import { skipCandidate, winnerOf } from "./attempts/attempt-group.js";
import { joinAttempts } from "./attempts/attempts.js";
import { AbortWatch } from "./ends/abort-watch.js";
import { SyntheticEnds } from "./ends/synthetic-ends.js";
import { type Attribution, attributionOf } from "./run/attribution.js";
import { DuplicateCallbackFilter } from "./run/duplicate-callback-filter.js";
import { linkPrompts } from "./run/prompt-links.js";
import { Run, type RunPosition } from "./run/run.js";
import type { RunEnd, RunEvent, RunStart } from "./run/run-event.js";
import { RunRegistry } from "./run/run-registry.js";
import { RecordWriter } from "./serialize/record-writer.js";
import type { TraceContext } from "./serialize/trace-json.js";
import type { TracedRecord } from "./serialize/traced-record.js";
import type { ParentSpan } from "./trace/parent-trace.js";
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
  readonly #synthetic = new SyntheticEnds(this.#runs, (run, end, endMicros) => {
    this.#end(run, end, endMicros, "synthetic");
  });
  readonly #aborts = new AbortWatch(
    (run, error, atMicros) => {
      this.#synthetic.endAborted(run, error, atMicros);
    },
    (work) => {
      this.#context.guarded("stopped run", work);
    },
  );

  constructor(context: RecorderSettings, sink: Pick<RecordSink<TracedRecord>, "accept">) {
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

  /** `parent`: the span of another trace on which a root run hangs. */
  start(start: RunStart, parent?: ParentSpan): void {
    if (this.knows(start.runId)) return;
    const run = this.#createRun(start, parent);
    this.#runs.add(run);
    countStart(run);
    if (start.signal !== undefined) this.#aborts.watch(start.signal, run);
  }

  /** The handler is among the callbacks of this open run once more. */
  startedAgain(runId: string): void {
    const run = this.#runs.find(runId);
    if (run === undefined) return;
    run.duplicates ??= new DuplicateCallbackFilter();
    run.duplicates.addCopy();
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

  /** An event of a hidden run is recorded with the nearest run that is shown. */
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
    this.#end(run, read(run), endMicros, "reported");
  }

  /** Ends each run that has had no callback for longer than the settings allow. */
  abandonIdle(): void {
    if (this.#context.abandonAfterMs === 0) return;
    this.#synthetic.endIdle(nowMicros() - this.#context.abandonAfterMs * 1000);
  }

  /** Ends every open run as abandoned: nothing more will come. */
  abandonAll(): void {
    this.#synthetic.endAll();
  }

  /** Ends every open run as failed: the process is ended by force, such as by a signal. */
  interruptAll(endedBy: string): void {
    this.#synthetic.endInterrupted(endedBy);
  }

  /** Sends previews of the runs that have been open for longer than the settings say. */
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

  #createRun(start: RunStart, parent: ParentSpan | undefined): Run {
    const position = this.#runs.positionUnder(start.parentRunId, parent?.spanId);
    if (position.kind === "root") alignClock();
    const startMicros = nowMicros();
    const tree = position.kind === "root" ? this.#trees.treeFor(startMicros, parent?.trace) : treeOf(position);
    const isTrace = position.kind === "root" && start.kind === "chain" && tree.parentTrace === undefined;
    const shown = !start.hidden && !isTrace;
    const run = new Run(start, tree, position, startMicros, shown ? uuidV7(startMicros) : undefined);
    run.attribution = this.#attribution(run);
    if (position.kind === "late") this.#writer.startedLate(tree);
    joinAttempts(run);
    linkPrompts(run);
    return run;
  }

  #attribution({ start, parent }: Run): Attribution {
    const { attribution, writer } = this.#context;
    const around = { metadata: parent?.start.metadata ?? {}, attribution: parent?.attribution ?? attribution };
    return attributionOf(start.metadata, around, writer);
  }

  #end(run: Run, end: RunEnd, endMicros: number, by: "reported" | "synthetic"): void {
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

function treeOf(position: Exclude<RunPosition, { kind: "root" }>): TraceTree {
  return position.kind === "child" ? position.parent.tree : position.anchor.tree;
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
