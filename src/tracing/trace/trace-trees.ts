import { uuidV7 } from "../../records/uuid-v7.js";
import type { OuterTrace } from "./outer-trace.js";
import { TraceTree } from "./trace-tree.js";

/** Gives each root run its tree: one of its own, or the one that it shares with others in the same outer trace. */
export class TraceTrees {
  readonly #outer = new WeakMap<OuterTrace, TraceTree>();

  treeFor(startMicros: number, outer: OuterTrace | undefined): TraceTree {
    if (outer === undefined) return new TraceTree(uuidV7(startMicros), startMicros);
    const known = this.#outer.get(outer);
    if (known !== undefined) return known;
    const tree = new TraceTree(outer.traceId, startMicros, outer);
    this.#outer.set(outer, tree);
    return tree;
  }
}
