import type { RecordSink } from "../../records/record-sink.js";
import { BoundedMap } from "../run/bounded-map.js";
import type { Run } from "../run/run.js";
import type { TraceTree } from "../trace/trace-tree.js";
import { spanToJson } from "./span-json.js";
import { rootSpanToJson, type TraceContext, traceAdditions, traceToJson } from "./trace-json.js";
import type { TracedRecord } from "./traced-record.js";

// How many completed traces, and how much text in all, are kept for children that start after the whole tree has ended.
const MAX_COMPLETED_TRACES = 100;
const MAX_COMPLETED_LENGTH = 100_000;
/** Not a version of the totals: a trace without its end is written again in any case. */
const UNFINISHED = -1;

/** Decides when a run's record is written, so that it is written once and whole; only a long run is shown before. */
export class RecordWriter {
  readonly #context: TraceContext;
  readonly #sink: Pick<RecordSink<TracedRecord>, "accept">;
  /** Roots that have ended before the rest of their tree: late runs may still change their traces. */
  readonly #rootsWithOpenChildren = new Map<TraceTree, Run>();
  /** Roots of the newest traces that have nothing open: a child may still start under them. */
  readonly #completedTraces = new BoundedMap<TraceTree, Run>(MAX_COMPLETED_TRACES);

  constructor(context: TraceContext, sink: Pick<RecordSink<TracedRecord>, "accept">) {
    this.#context = context;
    this.#sink = sink;
  }

  ended(run: Run): void {
    this.#writeOrHold(run);
    for (const child of run.children?.release() ?? []) this.#write(child);
    if (run.position.kind === "root") this.#writeTrace(run);
    else this.#writeTraceAgain(run.tree);
  }

  /**
   * Shows an open run that began before `sinceMicros`, and the runs below it that had ended by then and wait for its
   * end.
   *
   * @returns how many runs it showed
   */
  preview(run: Run, sinceMicros: number): number {
    const due = (run.children?.held ?? []).filter(
      (child) => child.preview !== "ended" && hasEndedBefore(child, sinceMicros),
    );
    if (run.preview === "none" && run.startMicros < sinceMicros) due.unshift(run);
    for (const one of due) {
      one.previewed();
      if (isTrace(one)) this.#accept(one, traceToJson(one, this.#context));
      this.#write(one, "preview");
    }
    return due.length;
  }

  reopened(run: Run): void {
    if (run.position.kind === "root") this.#rootsWithOpenChildren.delete(run.tree);
  }

  /** An end that could have been taken back becomes final. */
  givenUp(run: Run): void {
    this.#write(run);
    if (run.position.kind === "root") this.#writeTrace(run);
  }

  /** Gives an end to the traces whose roots ended before `sinceMicros`, whatever is still open below them. */
  endOverdue(sinceMicros: number): void {
    for (const [tree, root] of this.#rootsWithOpenChildren) {
      if (tree.isOverdue || !hasEndedBefore(root, sinceMicros)) continue;
      tree.isOverdue = true;
      this.#writeTrace(root);
    }
  }

  /** A run has started after its whole tree had ended: the trace is written again when this run ends. */
  startedLate(tree: TraceTree): void {
    const root = this.#completedTraces.get(tree);
    if (root === undefined) return;
    this.#completedTraces.delete(tree);
    this.#rootsWithOpenChildren.set(tree, root);
  }

  // Whether a failed run was an attempt, and how a candidate ended, is known when its parent ends.
  #writeOrHold(run: Run): void {
    const { parent } = run;
    const waits =
      run.state.phase === "ended" && (run.state.end.status === "failed" || parent?.children?.attempts !== undefined);
    const isHeld = waits && parent?.state.phase === "open" && parent.ensureChildren().hold(run);
    if (!isHeld) this.#write(run);
  }

  #write(run: Run, as: "final" | "preview" = "final"): void {
    if (run.ownSpanId === undefined) return;
    const isOuterRoot = run.position.kind === "root" && !isTrace(run);
    const text = (isOuterRoot ? rootSpanToJson : spanToJson)(run, run.ownSpanId, this.#context);
    this.#accept(run, as === "final" ? text : { ...text, isPreview: true });
  }

  /** Passes the record on, with the attachments that it is the first to name. */
  #accept({ tree }: Run, record: TracedRecord): void {
    this.#sink.accept(record);
    for (const attachment of tree.media?.takeDue() ?? []) this.#sink.accept(attachment);
  }

  #writeTrace(root: Run): void {
    const { tree } = root;
    const length = this.#sendTrace(root);
    tree.writtenVersion = tree.isComplete ? tree.totals.version : UNFINISHED;
    this.#rootsWithOpenChildren.delete(tree);
    if (tree.openRuns > 0) {
      this.#rootsWithOpenChildren.set(tree, root);
      return;
    }
    tree.media?.letGo();
    if (length <= MAX_COMPLETED_LENGTH) this.#completedTraces.set(tree, root);
  }

  /** Returns the length of the trace's record. */
  #sendTrace(root: Run): number {
    const { parentTrace } = root.tree;
    if (parentTrace !== undefined) {
      parentTrace.add?.(traceAdditions(root, this.#context));
      return root.start.input.length;
    }
    const text = traceToJson(root, this.#context);
    this.#accept(root, text);
    return text.json.length;
  }

  // The last of the runs that outlived their root gives the trace its end, and may have changed the totals.
  #writeTraceAgain(tree: TraceTree): void {
    const root = this.#rootsWithOpenChildren.get(tree);
    if (root === undefined || tree.openRuns > 0) return;
    if (tree.writtenVersion === tree.totals.version) this.#rootsWithOpenChildren.delete(tree);
    else this.#writeTrace(root);
  }
}

/** Whether this run is a trace of its own rather than a span in a parent trace. */
function isTrace({ position, tree }: Run): boolean {
  return position.kind === "root" && tree.parentTrace === undefined;
}

function hasEndedBefore({ state }: Run, micros: number): boolean {
  return state.phase === "ended" && state.endMicros < micros;
}
