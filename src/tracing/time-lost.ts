interface Interval {
  from: number;
  to: number;
}

/**
 * The wall time that failed attempts and the waits between them cost a trace. Attempts may be nested or run side by
 * side, so intervals are merged: no microsecond is counted twice.
 */
export class TimeLost {
  readonly #intervals: Interval[] = [];

  add(fromMicros: number, toMicros: number): void {
    this.#intervals.push({ from: fromMicros, to: toMicros });
  }

  totalMicros(): number {
    const sorted = [...this.#intervals].sort((a, b) => a.from - b.from);
    let total = 0;
    let covered = Number.NEGATIVE_INFINITY;
    for (const { from, to } of sorted) {
      if (to <= covered) continue;
      total += to - Math.max(from, covered);
      covered = to;
    }
    return total;
  }
}
