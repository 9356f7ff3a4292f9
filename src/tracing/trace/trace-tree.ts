import type { JsonText } from "../../records/json/json-writer.js";
import type { Media } from "../../records/media/media.js";
import { uuidV7 } from "../../records/uuid-v7.js";
import { KnownErrors } from "./known-errors.js";
import type { ParentTrace } from "./parent-trace.js";
import { type RefusedCall, ToolCalls } from "./tool-calls.js";
import { TraceMedia } from "./trace-media.js";
import { TraceTotals } from "./trace-totals.js";

/** What many traces have none of. */
class TraceDetails {
  /** The values that the graph stopped with, by the interrupts' ids, in the order in which it stopped. */
  readonly interrupts = new Map<string, JsonText>();
  /** The descriptions of tools by name, as the models were given them. */
  readonly toolDescriptions = new Map<string, string>();
  /** Opik's prompts that were used, by their text. */
  readonly prompts = new Map<string, unknown>();
  readonly errors = new KnownErrors();
  readonly toolCalls = new ToolCalls();
}

/** All runs under one root run, which become one trace. In a parent trace: the runs under all root runs in it. */
export class TraceTree {
  readonly traceId: string;
  /** The trace that the runs are in, where it is not their own. */
  readonly parentTrace: ParentTrace | undefined;
  readonly startMicros: number;
  readonly totals = new TraceTotals();
  /** Runs that have not ended. A tree may have some after its root ended. */
  openRuns = 0;
  /**
   * The conversation according to the first run that has one: a graph below the root may have it where the root has
   * none.
   */
  threadId: string | undefined;
  /** Whether a LangGraph is among the runs. */
  runsGraph = false;
  firstTokenMicros: number | undefined;
  #media: TraceMedia | undefined;
  #details: TraceDetails | undefined;
  /** The root ended so long ago that the trace ends without waiting for the runs that are still open. */
  isOverdue = false;
  /** The totals that the trace was last written with. */
  writtenVersion = -1;

  constructor(traceId: string, startMicros: number, parentTrace?: ParentTrace) {
    this.traceId = traceId;
    this.parentTrace = parentTrace;
    this.startMicros = startMicros;
  }

  /** Whether the trace ends with its root, without waiting for anything else. */
  get isComplete(): boolean {
    return this.openRuns === 0 || this.isOverdue;
  }

  /** Undefined while there are none. */
  get details(): TraceDetails | undefined {
    return this.#details;
  }

  ensureDetails(): TraceDetails {
    this.#details ??= new TraceDetails();
    return this.#details;
  }

  /** Which of the tool calls that failed before the tool ran are new. */
  takeRefused(failed: readonly RefusedCall[]): readonly RefusedCall[] {
    return failed.length === 0 ? failed : this.ensureDetails().toolCalls.takeRefused(failed);
  }

  /** The images, sounds and files in the runs' inputs and outputs; undefined while there are none. */
  get media(): TraceMedia | undefined {
    return this.#media;
  }

  addMedia(media: readonly Media[], atMicros: number): void {
    if (media.length === 0) return;
    this.#media ??= new TraceMedia(this.traceId);
    this.#media.add(media, atMicros);
  }
}

/** Gives each root run its tree: one of its own, or one that it shares with others in the same parent trace. */
export class TraceTrees {
  readonly #byParentTrace = new WeakMap<ParentTrace, TraceTree>();

  treeFor(startMicros: number, parentTrace: ParentTrace | undefined): TraceTree {
    if (parentTrace === undefined) return new TraceTree(uuidV7(startMicros), startMicros);
    const known = this.#byParentTrace.get(parentTrace);
    if (known !== undefined) return known;
    const tree = new TraceTree(parentTrace.traceId, startMicros, parentTrace);
    this.#byParentTrace.set(parentTrace, tree);
    return tree;
  }
}
