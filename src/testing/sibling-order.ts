import { microsOfIso } from "../records/iso-time.js";
import type { SpanRecord } from "../records/record.js";

/** A node of a tree, with its lines. */
export interface Sibling {
  readonly record: Pick<SpanRecord, "name" | "start_time" | "end_time">;
  /** For a call that was retried or fell back: 1 is the first try. 0: it was tried once. */
  readonly attempt: number;
  readonly lines: readonly string[];
}

/**
 * Siblings in an order that is the same in every run: by start, except that siblings of one name that ran at the same
 * time, where the first is a matter of chance, are sorted by their lines.
 */
export function inStableOrder(siblings: readonly Sibling[]): readonly Sibling[] {
  const inOrder = [...siblings].sort((one, other) => startMicros(one) - startMicros(other));
  const queues = new Map([...byName(inOrder)].map(([name, alike]) => [name, simultaneous(alike).flatMap(byText)]));
  return inOrder.map((one) => queues.get(one.record.name)?.shift() ?? one);
}

function byName(siblings: readonly Sibling[]): ReadonlyMap<string, readonly Sibling[]> {
  const groups = new Map<string, Sibling[]>();
  for (const sibling of siblings) {
    const group = groups.get(sibling.record.name);
    if (group === undefined) groups.set(sibling.record.name, [sibling]);
    else group.push(sibling);
  }
  return groups;
}

/** Siblings in the order of start, in groups that did not overlap each other. */
function simultaneous(siblings: readonly Sibling[]): readonly (readonly Sibling[])[] {
  const groups: Sibling[][] = [];
  let endsAt = Number.NEGATIVE_INFINITY;
  for (const sibling of siblings) {
    const group = groups.at(-1);
    if (group !== undefined && startMicros(sibling) < endsAt) group.push(sibling);
    else groups.push([sibling]);
    endsAt = Math.max(endsAt, microsOfIso(sibling.record.end_time) ?? Number.POSITIVE_INFINITY);
  }
  return groups;
}

function startMicros({ record }: Sibling): number {
  return microsOfIso(record.start_time) ?? 0;
}

function byText(group: readonly Sibling[]): readonly Sibling[] {
  return group
    .map((sibling) => ({ sibling, text: sibling.lines.join("\n") }))
    .sort((a, b) => a.sibling.attempt - b.sibling.attempt || (a.text < b.text ? -1 : Number(a.text > b.text)))
    .map(({ sibling }) => sibling);
}
