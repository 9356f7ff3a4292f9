/** Durations in milliseconds. */
export interface Spread {
  readonly min: number;
  /** One of twenty runs is shorter. */
  readonly p5: number;
  /** One of twenty runs is longer. */
  readonly p95: number;
  readonly max: number;
}

/** A numbered sequence of bounds. */
interface Series {
  readonly at: (index: number) => number;
  /** The last bound that is not above a value. */
  readonly below: (value: number) => number;
}

const MAX_BARS_FOR_MOST = 10;
const MAX_BARS = 12;
/** Where most runs differ by more than this factor, growing bounds show more than even ones. */
const MAX_EVEN_RATIO = 8;
const SHORTEST_MS = 0.001;

/**
 * Round bounds that show how nine of ten runs are spread, in some 4 to 10 bars. The rest gets bars of its own while
 * they are few; beyond that, runs outside the bounds go into an open bar.
 */
export function histogramBounds({ min, p5, p95, max }: Spread): readonly number[] {
  const series = fittingSeries(Math.max(p5, SHORTEST_MS), Math.max(p95, SHORTEST_MS));
  let first = series.below(Math.max(p5, SHORTEST_MS));
  let last = series.below(Math.max(p95, SHORTEST_MS)) + 1;
  while (series.at(last) <= max && last - first < MAX_BARS) last += 1;
  while (series.at(first) > min && last - first < MAX_BARS) first -= 1;
  return Array.from({ length: last - first + 1 }, (_, index) => Math.max(0, series.at(first + index)));
}

function fittingSeries(from: number, to: number): Series {
  const fits = (series: Series) => series.below(to) - series.below(from) < MAX_BARS_FOR_MOST;
  const candidates = to / from > MAX_EVEN_RATIO ? GROWING : evenSeries(to);
  return candidates.find(fits) ?? GROWING_BY_TEN;
}

/** Steps of 1, 2 or 5 times a power of ten, the smallest first: as fine as three figures can show. */
function evenSeries(largest: number): readonly Series[] {
  const smallest = Math.max(SHORTEST_MS, 10 ** (Math.floor(Math.log10(largest)) - 1));
  return [1, 2, 5, 10].map((factor) => {
    const step = smallest * factor;
    return { at: (index) => rounded(index * step), below: (value) => Math.floor(rounded(value / step)) };
  });
}

const GROWING_BY_TEN = growingSeries([1]);
const GROWING: readonly Series[] = [growingSeries([1, 1.5, 2, 3, 5, 7]), growingSeries([1, 2, 5]), GROWING_BY_TEN];

/** These figures, times each power of ten. */
function growingSeries(figures: readonly number[]): Series {
  const at = (index: number) => {
    const decade = Math.floor(index / figures.length);
    return rounded((figures[index - decade * figures.length] ?? 1) * 10 ** decade);
  };
  const below = (value: number) => {
    let index = Math.floor(Math.log10(value)) * figures.length;
    while (at(index + 1) <= value) index += 1;
    return at(index) > value ? index - 1 : index;
  };
  return { at, below };
}

/** Without the errors of binary fractions. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
