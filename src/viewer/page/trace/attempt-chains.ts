import { microsOf } from "../../../trace-view/time-axis.js";
import type { SpanLine } from "../../page-api/page-data.js";
import type { TimeRange } from "./time-range.js";

/** The tries of one call, the first one first. */
export type AttemptChain = readonly SpanLine[];

/**
 * The chain that each try belongs to, by the try's id. A try follows the one with the previous number, below the same
 * span, that ended last before it began.
 */
export function attemptChains(spans: readonly SpanLine[]): ReadonlyMap<string, AttemptChain> {
  const tries = spans
    .filter(({ attemptNumber }) => attemptNumber !== undefined)
    .sort((a, b) => (a.startTime < b.startTime ? -1 : Number(a.startTime > b.startTime)));
  const growing: SpanLine[][] = [];
  for (const one of tries) {
    const before = growing.filter((chain) => continues(chain.at(-1), one));
    const latest = before.reduce<SpanLine[] | undefined>(
      (found, chain) => (found === undefined || endOf(chain.at(-1)) > endOf(found.at(-1)) ? chain : found),
      undefined,
    );
    if (latest === undefined) growing.push([one]);
    else latest.push(one);
  }
  return new Map(growing.flatMap((chain) => chain.map(({ id }) => [id, chain])));
}

function continues(before: SpanLine | undefined, next: SpanLine): boolean {
  return (
    before !== undefined &&
    before.parentSpanId === next.parentSpanId &&
    (before.attemptNumber ?? 0) + 1 === next.attemptNumber &&
    endOf(before) <= next.startTime
  );
}

function endOf(span: SpanLine | undefined): string {
  return span?.endTime ?? span?.startTime ?? "";
}

/** The time from the end of the try before to the start of this one; undefined for a first try. */
export function waitBefore(chain: AttemptChain, id: string): TimeRange | undefined {
  const index = chain.findIndex((one) => one.id === id);
  const [before, one] = [chain[index - 1], chain[index]];
  if (before === undefined || one === undefined) return undefined;
  return { fromMicros: microsOf(endOf(before)), toMicros: microsOf(one.startTime) };
}

/** The time that passed until the last try of each chain began. */
export function lostTimes(chains: ReadonlyMap<string, AttemptChain>): readonly TimeRange[] {
  return [...new Set(chains.values())].flatMap((chain) => {
    const [first, last] = [chain[0], chain.at(-1)];
    if (first === undefined || last === undefined || first === last) return [];
    return [{ fromMicros: microsOf(first.startTime), toMicros: microsOf(last.startTime) }];
  });
}
