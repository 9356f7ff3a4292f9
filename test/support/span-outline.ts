import type { SpanNode } from "./record-book.js";

/** A trace's spans as indented lines, `name (type)`, to be compared at one glance; `general` goes without saying. */
export function outline(nodes: readonly SpanNode[], depth = 0): string[] {
  return nodes.flatMap(({ span, children }) => {
    const type = span.type === "general" ? "" : ` (${span.type})`;
    return [`${"  ".repeat(depth)}${span.name}${type}`, ...outline(children, depth + 1)];
  });
}
