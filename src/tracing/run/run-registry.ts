import { cutName } from "../../records/json/text-limit.js";
import { heapLimitBytes } from "../../runtime/heap-limit.js";
import type { TraceTree } from "../trace/trace-tree.js";
import { BoundedMap } from "./bounded-map.js";
import type { Anchor, EndedBy, Run, RunPosition } from "./run.js";
import type { RunKey, RunKind, RunStart } from "./run-event.js";

/** How many runs with a synthetic end are kept in case LangChain reports their end after all. */
const SYNTHETICALLY_ENDED_RUNS = 1_000;

const MAX_RECENT_RUNS = 10_000;
/** The cost of one whose tree had no other run, doubled because the previous generation is remembered, too. */
const BYTES_OF_RECENT_RUN = 5_000;
const SHARE_OF_HEAP = 1 / 40;

/** How many ended runs are remembered for children that start after them: a small heap has other needs. */
function recentRuns(): number {
  const heapBytes = heapLimitBytes() ?? Number.POSITIVE_INFINITY;
  return Math.ceil(Math.min(MAX_RECENT_RUNS, (heapBytes * SHARE_OF_HEAP) / BYTES_OF_RECENT_RUN));
}
const NO_RUNS: readonly Run[] = [];

/**
 * Maps compare texts of equal length in full, so a text that is too long for an id is cut. JavaScript callers may give
 * anything.
 */
function idOf<Id>(runId: Id): Id | string {
  return typeof runId === "string" ? cutName(runId) : runId;
}

function ofCall(runs: readonly Run[], call: unknown): Run | undefined {
  return call === undefined ? undefined : runs.find((run) => run.start.call === call);
}

/**
 * An entry that is emptied when the run ends. A Map from which entries are deleted is copied again and again, and the
 * copies of before keep what was in them, and each other, until V8 collects the old generation.
 */
interface OpenRun {
  run: Run | undefined;
}

/** What may happen to a run with a synthetic end. */
interface SyntheticEndChanges {
  /** A callback for it has come: it is open again. */
  readonly reopened: (run: Run) => void;
  /** Too many have come after it: nothing reopens it any more. */
  readonly forgotten: (run: Run) => void;
}

/** The runs of one handler by their ids: those that are open, and what is remembered about those that have ended. */
export class RunRegistry {
  readonly #open = new Map<string | symbol, OpenRun>();
  /** Open runs that were given one id, with their keys among the open ones: most often there are none. */
  readonly #namesakes = new Map<string, Map<Run, string | symbol>>();
  readonly #synthetic: BoundedMap<string, Run>;
  readonly #recent = new BoundedMap<string, Anchor>(recentRuns());
  readonly #changes: SyntheticEndChanges;

  constructor(changes: SyntheticEndChanges) {
    this.#changes = changes;
    this.#synthetic = new BoundedMap(SYNTHETICALLY_ENDED_RUNS, changes.forgotten);
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** Runs with a synthetic end that a callback would reopen. */
  syntheticallyEnded(): readonly Run[] {
    return this.#synthetic.values();
  }

  /** In the order of their start. */
  openRuns(): readonly Run[] {
    return [...this.#open.values()].flatMap(({ run }) => run ?? []);
  }

  knows(runId: string): boolean {
    const id = idOf(runId);
    return this.#open.has(id) || this.#synthetic.has(id) || this.#recent.has(id);
  }

  treeOf(runId: string): TraceTree | undefined {
    const id = idOf(runId);
    return (this.#open.get(id)?.run ?? this.#synthetic.get(id) ?? this.#recent.get(id))?.tree;
  }

  /**
   * The open run of this id; where several have it, the one of this call; where the call is not known, the oldest of
   * this kind that is not waiting for a run below it. A run with a synthetic end is reopened by any callback for it.
   */
  find({ runId, call }: RunKey, kind?: RunKind): Run | undefined {
    const id = idOf(runId);
    const namesakes = this.#namesakes.get(id);
    if (namesakes === undefined) return this.#open.get(id)?.run ?? this.#reopen(id);
    const runs = [...namesakes.keys()].filter((run) => kind === undefined || run.start.kind === kind);
    return ofCall(runs, call) ?? runs.find((run) => run.openChildren === 0) ?? runs[0];
  }

  isOpen(runId: string): boolean {
    const id = idOf(runId);
    return this.#open.has(id) || this.#namesakes.has(id);
  }

  /** In the order of their start; more than one only where a program gives one id to several calls. */
  openWithId(runId: string): readonly Run[] {
    const id = idOf(runId);
    const namesakes = this.#namesakes.get(id);
    if (namesakes !== undefined) return [...namesakes.keys()];
    const run = this.#open.get(id)?.run;
    return run === undefined ? NO_RUNS : [run];
  }

  /** `parentSpanId`: the parent span of a root in a trace that is not its own. */
  positionUnder({ parentRunId, parentCall }: RunStart, parentSpanId: string | undefined): RunPosition {
    const root: RunPosition = { kind: "root", parentSpanId };
    if (parentRunId === undefined) return root;
    const open = this.openWithId(parentRunId);
    const parent = ofCall(open, parentCall) ?? open.at(-1) ?? this.find({ runId: parentRunId });
    if (parent !== undefined) return { kind: "child", parent };
    const anchor = this.#recent.get(idOf(parentRunId));
    return anchor === undefined ? root : { kind: "late", anchor };
  }

  add(run: Run): void {
    const runId = idOf(run.start.runId);
    this.#synthetic.delete(runId);
    const [first] = this.openWithId(runId);
    if (first === undefined) {
      this.#open.set(runId, { run });
      return;
    }
    const key = Symbol();
    this.#open.set(key, { run });
    const namesakes = this.#namesakes.get(runId) ?? new Map<Run, string | symbol>([[first, runId]]);
    this.#namesakes.set(runId, namesakes.set(run, key));
  }

  ended(run: Run, by: EndedBy): void {
    const runId = idOf(run.start.runId);
    const namesakes = this.#namesakes.get(runId);
    this.#close(namesakes?.get(run) ?? runId);
    namesakes?.delete(run);
    if (namesakes?.size === 0) this.#namesakes.delete(runId);
    if (by === "synthetic") this.#synthetic.set(runId, run);
    else this.#recent.set(runId, { tree: run.tree, spanId: run.spanId });
  }

  #close(key: string | symbol): void {
    const entry = this.#open.get(key);
    if (entry !== undefined) entry.run = undefined;
    this.#open.delete(key);
  }

  #reopen(runId: string): Run | undefined {
    const run = this.#synthetic.get(runId);
    if (run === undefined) return undefined;
    this.add(run);
    run.reopen();
    if (run.parent !== undefined) this.find(run.parent.start);
    this.#changes.reopened(run);
    return run;
  }
}
