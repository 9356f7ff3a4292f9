import type { SpanRecord } from "../records/record.js";
import type { SpanNode } from "../records/span-forest.js";

/** A span with its place in the tree. */
export interface NumberedSpan {
  /** From 1, from top to bottom of the whole tree, those that are folded away included. */
  readonly number: number;
  readonly span: SpanRecord;
  readonly parent?: NumberedSpan;
}

export function numberedSpans(forest: readonly SpanNode[]): readonly NumberedSpan[] {
  const numbered: NumberedSpan[] = [];
  const add = (nodes: readonly SpanNode[], parent?: NumberedSpan) => {
    for (const { span, children } of nodes) {
      const one = { number: numbered.length + 1, span, ...(parent !== undefined && { parent }) };
      numbered.push(one);
      add(children, one);
    }
  };
  add(forest);
  return numbered;
}
