import { alignClock, nowMicros } from "../records/clock.js";
import type { RecordSink } from "../records/record-sink.js";
import { uuidV7 } from "../records/uuid-v7.js";
import { matchAttempt, skipCandidate } from "./attempts/match-attempt.js";
import { RunFinalizer } from "./ends/run-finalizer.js";
import { type Attribution, attributionOf } from "./run/attribution.js";
import { noteGivenMessages } from "./run/given-messages.js";
import type { RequestTimes } from "./run/model-call.js";
import { linkPrompts } from "./run/prompt-links.js";
import { Run, type RunPosition } from "./run/run.js";
import type { RunEnd, RunEvent, RunKey, RunKind, RunStart } from "./run/run-event.js";
import { RunRegistry } from "./run/run-registry.js";
import { RecordWriter } from "./serialize/record-writer.js";
import type { TraceContext } from "./serialize/trace-json.js";
import type { TracedRecord } from "./serialize/traced-record.js";
import type { ParentSpan } from "./trace/parent-trace.js";
import { countHttpAttempts, countReopening, countStart } from "./trace/run-totals.js";
import { type TraceTree, TraceTrees } from "./trace/trace-tree.js";

export interface RecorderSettings extends TraceContext {
  /** An open run without any event for this long, in milliseconds, is closed as abandoned. 0: never. */
  readonly abandonAfterMs: number;
  /** An open run is shown as in progress after this long, in milliseconds. 0: never. */
  readonly liveAfterMs: number;
  /** Does work outside of any call by the host, such as a timer's, so that no error in it reaches the host. */
  readonly guarded: (place: string, work: () => void) => void;
}

// The host's event loop must not be blocked for long: where more runs are due, the others are shown at the next checks.
const MAX_SHOWN_AT_ONCE = 500;
/** How long a trace waits for the runs that outlive its root: Opik's online rules score it when it has its end. */
const MAX_CHILDREN_WAIT_MS = 60_000;

/** Turns runs into records: one tree for each root run, one record for each run when it ends. */
export class TraceRecorder {
  readonly #context: RecorderSettings;
  readonly #writer: RecordWriter;
  readonly #trees = new TraceTrees();
  readonly #runs: RunRegistry;
  readonly #finalizer: RunFinalizer;

  constructor(context: RecorderSettings, sink: Pick<RecordSink<TracedRecord>, "accept">) {
    this.#context = context;
    const writer = new RecordWriter(context, sink);
    this.#writer = writer;
    this.#runs = new RunRegistry({
      reopened: (run) => {
        countReopening(run);
        writer.reopened(run);
      },
      forgotten: (run) => {
        this.#finalizer.giveUp(run);
      },
    });
    this.#finalizer = new RunFinalizer(this.#runs, writer, (work) => {
      context.guarded("stopped run", work);
    });
  }

  /** Whether a run with this id is open or has recently ended: its children are not roots. */
  knows(runId: string | undefined): boolean {
    return runId !== undefined && this.#runs.knows(runId);
  }

  isOpen(runId: string): boolean {
    return this.#runs.isOpen(runId);
  }

  isOpenToolBelow(runId: string, parentRunId: string): boolean {
    const isBelow = ({ start, parent }: Run) => start.kind === "tool" && parent?.start.runId === parentRunId;
    return this.#runs.openWithId(runId).some(isBelow);
  }

  /** Whether the root above this open run is in the same place as a root with this parent would be. */
  isRootedAt(runId: string, parent: ParentSpan | undefined): boolean {
    let run = this.#runs.openWithId(runId).at(-1);
    while (run?.parent !== undefined) run = run.parent;
    if (run === undefined || run.tree.parentTrace?.traceId !== parent?.trace.traceId) return false;
    return run.position.kind !== "root" || run.position.parentSpanId === parent?.spanId;
  }

  /** The trace of a run that is open, or is among those that have recently ended. */
  treeOf(runId: string): TraceTree | undefined {
    return this.#runs.treeOf(runId);
  }

  get openRuns(): number {
    return this.#runs.openCount;
  }

  /** `parent`: the span of another trace that is the parent of a root run. */
  start(start: RunStart, parent?: ParentSpan): Run {
    const run = this.#createRun(start, parent);
    this.#runs.add(run);
    countStart(run);
    this.#finalizer.watch(run);
    return run;
  }

  /**
   * Whether the handler is among the callbacks of an open run once more. Otherwise a start with the id of a run belongs
   * to another call: programs give one id to several calls.
   */
  startedAgain({ runId, call, kind, input }: RunStart): boolean {
    const isSameCall = (one: RunStart) =>
      call === undefined ? one.kind === kind && one.input === input : one.call === call;
    const run = this.#runs.openWithId(runId).find(({ start }) => isSameCall(start));
    run?.addCopy();
    return run !== undefined;
  }

  /** A sign of life, such as a streamed token. Returns the run while it is open. */
  touch(key: RunKey, kind?: RunKind): Run | undefined {
    const run = this.#runs.find(key, kind);
    run?.touch(nowMicros());
    return run;
  }

  firstToken(run: Run): void {
    run.model?.firstToken(run.lastEventMicros);
    run.tree.firstTokenMicros ??= run.lastEventMicros;
  }

  /** An event of a hidden run is recorded with the nearest run that is shown. */
  event(run: Run, event: RunEvent): void {
    let shown = run;
    while (shown.start.hidden === true && shown.parent !== undefined) shown = shown.parent;
    shown.addEvent(event, run.lastEventMicros);
  }

  /** A wrapper passed over a candidate that is known to be down. */
  candidateSkipped(run: Run, candidate: string, number: number): void {
    skipCandidate(run, candidate, number);
  }

  /** The requests that a model's own client made for its call: those after the first are retries. */
  httpAttempts(run: Run, attempts: readonly RequestTimes[]): void {
    if (run.model === undefined || run.model.httpAttempts === attempts) return;
    run.model.setHttpAttempts(attempts);
    countHttpAttempts(run, attempts);
  }

  /** The time is taken before `read` is called: writing a large output takes time of its own. */
  end(key: RunKey, kind: RunKind, read: (run: Run) => RunEnd): void {
    void this.endWhenKnown(key, kind, read);
  }

  /** The same where `read` may give a promise, which must not reject: the run is open until then. */
  endWhenKnown(key: RunKey, kind: RunKind, read: (run: Run) => RunEnd | Promise<RunEnd>): Promise<void> | undefined {
    const run = this.touch(key, kind);
    if (run === undefined) return undefined;
    const endMicros = run.lastEventMicros;
    const end = read(run);
    if ("status" in end) this.#finalizer.endReported(run, end, endMicros);
    else {
      return end.then((known) => {
        this.#endLater(run, known, endMicros);
      });
    }
    return undefined;
  }

  // It may have been ended in the meantime, or reported as ended once more.
  #endLater(run: Run, end: RunEnd, endMicros: number): void {
    this.#context.guarded("late end", () => {
      if (this.#runs.find(run.start, run.start.kind) === run) this.#finalizer.endReported(run, end, endMicros);
    });
  }

  /** Ends each run that has had no callback for longer than the settings allow. */
  abandonIdle(): void {
    if (this.#context.abandonAfterMs === 0) return;
    this.#finalizer.endIdle(nowMicros() - this.#context.abandonAfterMs * 1000);
  }

  /** Ends the traces whose roots have waited long enough for the runs that outlive them. */
  endOverdue(): void {
    this.#writer.endOverdue(nowMicros() - MAX_CHILDREN_WAIT_MS * 1000);
  }

  /** Ends every open run as abandoned, and those that were silent for good: nothing more will come. */
  abandonAll(): void {
    this.#finalizer.endAll();
  }

  /** Ends every open run as failed: the process is ended by force, such as by a signal. */
  interruptAll(endedBy: string): void {
    this.#finalizer.endInterrupted(endedBy);
  }

  /** Sends previews of the runs that have been open for longer than the settings say. */
  showLong(): void {
    this.#show(this.#runs.openRuns(), nowMicros() - this.#context.liveAfterMs * 1000);
  }

  /**
   * Sends open runs as they are, traces first: a program that is flushed may be frozen before a run's end, which
   * LangChain may never report, and Opik does not show spans without their trace.
   */
  showOpen(): void {
    const isRoot = ({ position }: Run) => position.kind === "root";
    const runs = this.#runs.openRuns();
    this.#show([...runs.filter(isRoot), ...runs.filter((run) => !isRoot(run))], Number.POSITIVE_INFINITY);
  }

  #show(runs: readonly Run[], startedBeforeMicros: number): void {
    if (this.#context.liveAfterMs === 0) return;
    let shown = 0;
    for (const run of runs) {
      if (shown < MAX_SHOWN_AT_ONCE) shown += this.#writer.preview(run, startedBeforeMicros);
    }
  }

  /** Ends runs that were aborted and have not reported their end, without waiting for a late report. */
  settleAborted(): void {
    this.#finalizer.settleAborted();
  }

  #createRun(start: RunStart, parent: ParentSpan | undefined): Run {
    const position = this.#runs.positionUnder(start, parent?.spanId);
    if (position.kind === "root") alignClock();
    const startMicros = nowMicros();
    const tree = position.kind === "root" ? this.#trees.treeFor(startMicros, parent?.trace) : treeOf(position);
    const isTrace = position.kind === "root" && start.kind === "chain" && tree.parentTrace === undefined;
    const ownSpanId = start.hidden === true || isTrace ? undefined : uuidV7(startMicros);
    const attribution = this.#attribution(start, position.kind === "child" ? position.parent : undefined);
    const run = new Run({ start, tree, position, startMicros, ownSpanId, attribution });
    if (position.kind === "late") this.#writer.startedLate(tree);
    matchAttempt(run);
    linkPrompts(run);
    noteGivenMessages(run);
    return run;
  }

  #attribution({ metadata }: RunStart, parent: Run | undefined): Attribution {
    const { attribution, writer } = this.#context;
    const inherited = { metadata: parent?.start.metadata ?? {}, attribution: parent?.attribution ?? attribution };
    return attributionOf(metadata, inherited, writer);
  }
}

function treeOf(position: Exclude<RunPosition, { kind: "root" }>): TraceTree {
  return position.kind === "child" ? position.parent.tree : position.anchor.tree;
}
