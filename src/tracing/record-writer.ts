import { BoundedMap } from "./bounded-map.js";
import type { Run } from "./run.js";
import { spanText } from "./span-text.js";
import { type TraceContext, traceText } from "./trace-text.js";
import type { TraceTree } from "./trace-tree.js";
import type { TracedRecordSink } from "./traced-record.js";

// How many quiet traces, and how long ones, are kept for children that start after the whole tree has ended.
const QUIET_ROOTS = 100;
const MAX_QUIET_LENGTH = 100_000;
// More failed children than this do not wait for their parent: memory stays bounded in endless loops.
const MAX_HELD = 1_000;

/** Decides when a run's record is written, so that it is written once and whole. */
export class RecordWriter {
  readonly #context: TraceContext;
  readonly #sink: TracedRecordSink;
  /** Roots that have ended before all of their tree: late runs may still change what their traces say. */
  readonly #outlived = new Map<TraceTree, Run>();
  /** Roots of the newest traces that have nothing open: a child may still start under them. */
  readonly #quiet = new BoundedMap<TraceTree, Run>(QUIET_ROOTS);

  constructor(context: TraceContext, sink: TracedRecordSink) {
    this.#context = context;
    this.#sink = sink;
  }

  ended(run: Run): void {
    this.#writeOrHold(run);
    for (const child of run.held.splice(0)) this.#write(child);
    if (run.place.kind === "root") this.#writeTrace(run);
    else this.#writeTraceAgain(run.tree);
  }

  reopened(run: Run): void {
    if (run.place.kind === "root") this.#outlived.delete(run.tree);
  }

  /** A run has started when its whole tree had ended: the trace is written again when this one ends too. */
  startedLate(tree: TraceTree): void {
    const root = this.#quiet.get(tree);
    if (root === undefined) return;
    this.#quiet.delete(tree);
    this.#outlived.set(tree, root);
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

  // The last of the runs that outlived their root may have changed the totals.
  #writeTraceAgain(tree: TraceTree): void {
    const root = this.#outlived.get(tree);
    if (root === undefined || tree.openRuns > 0) return;
    if (tree.writtenVersion === tree.totals.version) this.#outlived.delete(tree);
    else this.#writeTrace(root);
  }
}
