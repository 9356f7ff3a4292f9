import { alignClock, nowMicros } from "../records/clock.js";
import type { RecordSink } from "../records/record-sink.js";
import { uuidV7 } from "../records/uuid-v7.js";
import { AbortWatch } from "./abort-watch.js";
import { joinAttempts } from "./attempts.js";
import { BoundedMap } from "./bounded-map.js";
import { type Anchor, Run, type RunPlace } from "./run.js";
import type { RunEnd, RunError, RunEvent, RunStart } from "./run-event.js";
import { countEnd, countStart } from "./run-totals.js";
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
  readonly #aborts = new AbortWatch((run, error) => {
    this.#endAborted(run, error);
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

  event(runId: string, event: RunEvent): void {
    const run = this.touch(runId);
    run?.addEvent(event, run.lastEventMicros);
  }

  end(runId: string, end: RunEnd): void {
    const run = this.#openRun(runId);
    if (run !== undefined) this.#end(run, end, nowMicros(), "given");
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
    run.state = { phase: "ended", by, end: withWinnersOutput(run, end), endMicros };
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
    root.tree.writtenVersion = root.tree.totals.version;
    this.#sink.accept(traceText(root, this.#context));
    if (root.tree.openRuns > 0) this.#outlived.set(root.tree, root);
    else this.#outlived.delete(root.tree);
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
  #endAborted(run: Run, error: RunError): void {
    const atMicros = run.lastEventMicros;
    for (let one: Run | undefined = run; one?.state.phase === "open" && one.openChildren === 0; one = one.parent) {
      this.#end(one, { status: "failed", error }, Math.max(atMicros, one.lastEventMicros), "supplied");
    }
  }
}

function treeOf(place: Exclude<RunPlace, { kind: "root" }>): TraceTree {
  return place.kind === "child" ? place.parent.tree : place.anchor.tree;
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
