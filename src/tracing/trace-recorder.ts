import { alignClock, nowMicros } from "../records/clock.js";
import type { RecordSink } from "../records/record-sink.js";
import { uuidV7 } from "../records/uuid-v7.js";
import { AbortWatch } from "./abort-watch.js";
import { joinAttempts } from "./attempts.js";
import { BoundedMap } from "./bounded-map.js";
import { EchoFilter } from "./echo-filter.js";
import { type Anchor, Run, type RunPlace } from "./run.js";
import type { RunEnd, RunError, RunEvent, RunStart } from "./run-event.js";
import { countEnd, countHttpAttempts, countStart } from "./run-totals.js";
import { spanText } from "./span-text.js";
import { type TraceContext, traceText } from "./trace-text.js";
import { TraceTree } from "./trace-tree.js";

export interface RecorderSettings extends TraceContext {
  /** An open run without any event for so long, in milliseconds, is closed as abandoned. 0: never. */
  readonly abandonAfterMs: number;
}

// How many ended runs are remembered for children that start after them, and how many runs whose end we supplied
// are kept in case LangChain reports it after all.
const RECENT_RUNS = 10_000;
const SUPPLIED_RUNS = 1_000;
// How many quiet traces, and how long ones, are kept for children that start after the whole tree has ended.
const QUIET_ROOTS = 100;
const MAX_QUIET_LENGTH = 100_000;
// More failed children than this do not wait for their parent: memory stays bounded in endless loops.
const MAX_HELD = 1_000;

/** Turns runs into records: one tree for each root run, one record for each run when it ends. */
export class TraceRecorder {
  readonly #context: RecorderSettings;
  readonly #sink: RecordSink;
  readonly #open = new Map<string, Run>();
  readonly #supplied = new BoundedMap<string, Run>(SUPPLIED_RUNS);
  readonly #recent = new BoundedMap<string, Anchor>(RECENT_RUNS);
  /** Roots that have ended before all of their tree: late runs may still change what their traces say. */
  readonly #outlived = new Map<TraceTree, Run>();
  /** Roots of the newest traces that have nothing open: a child may still start under them. */
  readonly #quiet = new BoundedMap<TraceTree, Run>(QUIET_ROOTS);
  readonly #aborts = new AbortWatch((run, error, atMicros) => {
    this.#endAborted(run, error, atMicros);
  });

  constructor(context: RecorderSettings, sink: RecordSink) {
    this.#context = context;
    this.#sink = sink;
  }

  /** Whether a run with this id is open: its children are no roots. */
  knows(runId: string | undefined): boolean {
    return runId !== undefined && (this.#open.has(runId) || this.#supplied.has(runId) || this.#recent.has(runId));
  }

  get openRuns(): number {
    return this.#open.size;
  }

  start(start: RunStart): void {
    if (this.knows(start.runId)) return;
    const run = this.#place(start);
    this.#open.set(start.runId, run);
    countStart(run);
    if (start.signal !== undefined) this.#aborts.watch(start.signal, run);
  }

  /** The handler stands in the callbacks of this open run more than once. */
  startedAgain(runId: string): void {
    const run = this.#open.get(runId);
    if (run === undefined) return;
    run.echoes ??= new EchoFilter();
    run.echoes.addCopy();
  }

  /** A sign of life, such as a streamed token. Returns the run while it is open. */
  touch(runId: string): Run | undefined {
    const run = this.#openRun(runId);
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

  /** The requests that a model's own client made for its call: those after the first are retries. */
  httpAttempts(run: Run, attempts: readonly { readonly duration_ms: number; readonly wait_ms?: number }[]): void {
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
    const before = nowMicros() - this.#context.abandonAfterMs * 1000;
    this.#abandon("idle", (run) => run.lastEventMicros < before);
  }

  /** Supplies an end to every open run: nothing more will come. */
  abandonAll(): void {
    this.#abandon("closed", () => true);
  }

  /** Ends what was aborted and has not reported its end, without waiting for a late report. */
  settleAborted(): void {
    this.#aborts.settle();
  }

  #place(start: RunStart): Run {
    const place = this.#findPlace(start.parentRunId);
    if (place.kind === "root") alignClock();
    const startMicros = nowMicros();
    const tree = place.kind === "root" ? new TraceTree(uuidV7(startMicros), startMicros) : treeOf(place);
    const shown = !start.hidden && !(place.kind === "root" && start.kind === "chain");
    const run = new Run(start, tree, place, startMicros, shown ? uuidV7(startMicros) : undefined);
    if (place.kind === "late") this.#awaitLate(tree);
    joinAttempts(run);
    return run;
  }

  #findPlace(parentRunId: string | undefined): RunPlace {
    if (parentRunId === undefined) return { kind: "root" };
    const parent = this.#openRun(parentRunId);
    if (parent !== undefined) return { kind: "child", parent };
    const anchor = this.#recent.get(parentRunId);
    return anchor === undefined ? { kind: "root" } : { kind: "late", anchor };
  }

  // A run whose end we supplied is open again as soon as it shows a sign of life.
  #openRun(runId: string): Run | undefined {
    const open = this.#open.get(runId);
    if (open !== undefined) return open;
    const run = this.#supplied.get(runId);
    if (run === undefined) return undefined;
    this.#supplied.delete(runId);
    this.#reopen(run);
    return run;
  }

  #reopen(run: Run): void {
    run.state = { phase: "open" };
    run.tree.openRuns += 1;
    if (run.place.kind === "root") this.#outlived.delete(run.tree);
    if (run.parent !== undefined) {
      run.parent.openChildren += 1;
      this.#openRun(run.parent.start.runId);
    }
    this.#open.set(run.start.runId, run);
  }

  #end(run: Run, end: RunEnd, endMicros: number, by: "given" | "supplied"): void {
    run.state = { phase: "ended", by, end: withKnownError(run, withWinnersOutput(run, end)), endMicros };
    this.#open.delete(run.start.runId);
    this.#aborts.forget(run);
    if (by === "supplied") this.#supplied.set(run.start.runId, run);
    else this.#recent.set(run.start.runId, { tree: run.tree, spanId: run.spanId });
    countEnd(run);
    this.#writeOrHold(run);
    for (const child of run.held.splice(0)) this.#write(child);
    if (run.place.kind === "root") this.#writeTrace(run);
    else this.#writeTraceAgain(run.tree);
  }

  // Whether a failed run was an attempt, and what became of a candidate, is known when its parent ends.
  #writeOrHold(run: Run): void {
    const { parent } = run;
    const waits =
      run.state.phase === "ended" && (run.state.end.status === "failed" || parent?.wrapperGroup !== undefined);
    if (waits && parent?.state.phase === "open" && parent.held.length < MAX_HELD) parent.held.push(run);
    else this.#write(run);
  }

  #write(run: Run): void {
    if (run.ownSpanId !== undefined) this.#sink.accept(spanText(run, run.ownSpanId, this.#context));
  }

  #writeTrace(root: Run): void {
    const { tree } = root;
    const text = traceText(root, this.#context);
    tree.writtenVersion = tree.totals.version;
    this.#sink.accept(text);
    this.#outlived.delete(tree);
    if (tree.openRuns > 0) this.#outlived.set(tree, root);
    else if (text.json.length <= MAX_QUIET_LENGTH) this.#quiet.set(tree, root);
  }

  // Started when the whole tree had ended: its trace is written again when this one ends too.
  #awaitLate(tree: TraceTree): void {
    const root = this.#quiet.get(tree);
    if (root === undefined) return;
    this.#quiet.delete(tree);
    this.#outlived.set(tree, root);
  }

  // The last of the runs that outlived their root may have changed the totals.
  #writeTraceAgain(tree: TraceTree): void {
    const root = this.#outlived.get(tree);
    if (root === undefined || tree.openRuns > 0) return;
    if (tree.writtenVersion === tree.totals.version) this.#outlived.delete(tree);
    else this.#writeTrace(root);
  }

  // Newest first: children end before their parents do.
  #abandon(why: "idle" | "closed", isDue: (run: Run) => boolean): void {
    for (const run of [...this.#open.values()].reverse()) {
      if (why === "idle" && run.openChildren > 0) continue;
      if (isDue(run)) this.#end(run, { status: "abandoned", why }, run.lastEventMicros, "supplied");
    }
  }

  // LangChain ends neither an aborted stream nor the chains around it.
  #endAborted(run: Run, error: RunError, atMicros: number): void {
    for (let one: Run | undefined = run; one?.state.phase === "open" && one.openChildren === 0; one = one.parent) {
      for (const aborted of [one, ...this.#stepsWaitingFor(one)]) {
        this.#end(aborted, { status: "failed", error }, Math.max(atMicros, aborted.lastEventMicros), "supplied");
      }
    }
  }

  // The steps of a sequence that are open at the same time are one stream.
  #stepsWaitingFor(run: Run): Run[] {
    if (!run.start.isStep) return [];
    const isWaiting = (one: Run) =>
      one !== run && one.parent === run.parent && one.start.isStep && one.openChildren === 0;
    return [...this.#open.values()].filter(isWaiting);
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
  const winner = run.wrapperGroup?.members.findLast(
    (one) => one.state.phase === "ended" && one.state.end.status === "ok",
  );
  if (winner?.state.phase !== "ended" || winner.state.end.status !== "ok") return end;
  return { ...end, output: winner.state.end.output, turn: winner.state.end.turn };
}
