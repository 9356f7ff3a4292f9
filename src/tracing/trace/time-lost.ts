interface Interval {
  readonly from: number;
  readonly to: number;
}

// How many are kept separate: intervals that come later may still overlap them.
const MAX_OPEN = 1_000;

/**
 * The wall time that failed attempts and the waits between them cost a trace. Attempts may be nested or run side by
 * side, so intervals are merged: no microsecond is counted twice.
 */
export class TimeLost {
  #intervals: Interval[] = [];
  /** Intervals before this are summed up; nothing can be merged with them any more. */
  #settledUntil = Number.NEGATIVE_INFINITY;
  #settledMicros = 0;

  add(fromMicros: number, toMicros: number): void {
    const from = Math.max(fromMicros, this.#settledUntil);
    if (from >= toMicros) return;
    this.#intervals.push({ from, to: toMicros });
    if (this.#intervals.length > MAX_OPEN) this.#settle();
  }

  totalMicros(): number {
    return this.#settledMicros + totalOf(merged(this.#intervals));
  }

  // Only the newer half of the separate ones is kept: attempts are reported in the order of their ends.
  #settle(): void {
    const apart = merged(this.#intervals);
    const settled = apart.slice(0, -MAX_OPEN / 2);
    this.#intervals = apart.slice(settled.length);
    this.#settledMicros += totalOf(settled);
    this.#settledUntil = settled.at(-1)?.to ?? this.#settledUntil;
  }
}

/** In the order of time, without overlap. */
function merged(intervals: readonly Interval[]): Interval[] {
  const apart: Interval[] = [];
  for (const next of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last === undefined || next.from > last.to) apart.push(next);
    else apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
  }
  return apart;
}

function totalOf(intervals: readonly Interval[]): number {
  return intervals.reduce((total, { from, to }) => total + to - from, 0);
}
