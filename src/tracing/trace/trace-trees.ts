import { uuidV7 } from "../../records/uuid-v7.js";
import type { ParentTrace } from "./parent-trace.js";
import { TraceTree } from "./trace-tree.js";

/** Gives each root run its tree: one of its own, or the one that it shares with others in the same parent trace. */
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
