import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { currentTheme } from "../frame/theme.js";
import { axisTimeText, startText } from "../text/times.js";

export interface ChartLine {
  readonly name: string;
  /** A custom property of the styles, such as `--accent`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

interface ChartProps {
  readonly title: string;
  readonly startsMs: readonly number[];
  readonly lines: readonly ChartLine[];
  /** Bars that are stacked stand on each other, others before each other. Default: lines. */
  readonly shape?: "bars" | "stacked";
  readonly valueText: (value: number) => string;
  /** Called with the place of the bucket that was chosen. */
  readonly onChoose: (index: number) => void;
}

const HEIGHT = 150;
const AXIS_WIDTH = 58;
/** Where no cursor is shown. */
const OUTSIDE = -10;

/**
 * Values over time. The pointer or the arrow keys show those of a bucket, and a click or Enter leads to its traces.
 */
export function Chart({ title, startsMs, lines, shape, valueText, onChoose }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot | undefined>(undefined);
  const [at, setAt] = useState<number | undefined>(undefined);
  const choose = useRef(onChoose);
  choose.current = onChoose;
  const theme = currentTheme();
  const data = useMemo<uPlot.AlignedData>(
    () => [startsMs.map((ms) => ms / 1_000), ...(shape === "stacked" ? stacked(lines) : valuesOf(lines))],
    [startsMs, lines],
  );
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    const stepSeconds = startsMs.length < 2 ? 60 : ((startsMs[1] ?? 0) - (startsMs[0] ?? 0)) / 1_000;
    const colour = (name: string) => resolved(current, name);
    const font = `11px ${getComputedStyle(current).fontFamily}`;
    const plot = new uPlot(
      {
        width: current.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        padding: [8, 4, 0, 0],
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
        scales: {
          x: { range: (_, first, last) => [first - stepSeconds / 2, last + stepSeconds / 2] },
          y: { range: (_, __, most) => [0, most > 0 ? most * 1.08 : 1] },
        },
        axes: [
          {
            stroke: colour("--ink-faint"),
            font,
            grid: { show: false },
            ticks: { show: false },
            size: 26,
            space: 64,
            values: (_, splits, __, ___, stepOfTicks) =>
              splits.map((seconds) => axisTimeText(seconds * 1_000, stepOfTicks)),
          },
          {
            stroke: colour("--ink-faint"),
            font,
            grid: { stroke: colour("--line"), width: 1 },
            ticks: { show: false },
            size: AXIS_WIDTH,
            space: 40,
            values: (_, splits) => splits.map((value) => (value === 0 ? "0" : valueText(value))),
          },
        ],
        series: [
          {},
          ...inDrawingOrder(lines, shape).map((line) =>
            shape === undefined ? lineOf(line, colour(line.colour)) : barsOf(colour(line.colour)),
          ),
        ],
        hooks: { setCursor: [(self) => setAt(self.cursor.idx ?? undefined)] },
      },
      data,
      current,
    );
    drawn.current = plot;
    plot.over.addEventListener("click", () => {
      const { idx } = plot.cursor;
      if (typeof idx === "number") choose.current(idx);
    });
    const observer = new ResizeObserver(() => plot.setSize({ width: current.clientWidth, height: HEIGHT }));
    observer.observe(current);
    return () => {
      observer.disconnect();
      drawn.current = undefined;
      plot.destroy();
    };
  }, [data, theme]);
  const show = (place: number | undefined) => {
    const plot = drawn.current;
    const left = place === undefined ? OUTSIDE : plot?.valToPos((startsMs[place] ?? 0) / 1_000, "x");
    if (plot !== undefined && left !== undefined) plot.setCursor({ left, top: place === undefined ? OUTSIDE : 0 });
  };
  const spokenText = (place: number) => {
    const values = lines.map(({ name, values: { [place]: value } }) =>
      typeof value === "number" ? `${name} ${valueText(value)}` : `${name} none`,
    );
    return [timeText(startsMs[place]), ...values].join(", ");
  };
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{title}</span>
        {lines.map((line) => (
          <Legend key={line.name} line={line} at={at} valueText={valueText} />
        ))}
        <span class="chart-time">{at === undefined ? "" : timeText(startsMs[at])}</span>
      </figcaption>
      <div
        ref={box}
        role="slider"
        tabIndex={0}
        data-scrolls
        aria-label={`${title} over time`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, startsMs.length - 1)}
        aria-valuenow={at ?? 0}
        aria-valuetext={at === undefined ? "no time chosen" : spokenText(at)}
        onKeyDown={(event) => {
          const next = nextPlace(event.key, at, startsMs.length);
          if (next !== undefined) show(next);
          else if (event.key === "Enter" && at !== undefined) onChoose(at);
          else return;
          event.preventDefault();
        }}
        onBlur={() => show(undefined)}
      />
    </figure>
  );
}

function timeText(startMs = 0): string {
  return startText(new Date(startMs).toISOString());
}

/** Where a key leads among so many buckets; the first key leads to the newest. */
function nextPlace(key: string, at: number | undefined, count: number): number | undefined {
  const last = count - 1;
  if (count === 0) return undefined;
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return at === undefined ? last : Math.max(0, at - 1);
    case "ArrowRight":
    case "ArrowUp":
      return at === undefined ? last : Math.min(last, at + 1);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}

/** The tallest of a stack is drawn first, so that the others stand before it. */
function inDrawingOrder(lines: readonly ChartLine[], shape: ChartProps["shape"]): readonly ChartLine[] {
  return shape === "stacked" ? lines.toReversed() : lines;
}

function valuesOf(lines: readonly ChartLine[]): (number | null)[][] {
  return lines.map(({ values }) => [...values]);
}

/** Each line on top of those before it, the topmost first. */
function stacked(lines: readonly ChartLine[]): (number | null)[][] {
  let below: readonly number[] = [];
  const sums = lines.map(({ values }) => {
    below = values.map((value, index) => (value ?? 0) + (below[index] ?? 0));
    return [...below];
  });
  return sums.reverse();
}

/** Points are drawn where there is no line: between buckets without a value. */
function lineOf({ values }: ChartLine, stroke: string): uPlot.Series {
  const has = (index: number) => typeof values[index] === "number";
  const alone = [...values.keys()].filter((index) => has(index) && !has(index - 1) && !has(index + 1));
  return { stroke, width: 1.5, points: { show: true, size: 5, fill: stroke, filter: () => alone } };
}

function barsOf(fill: string): uPlot.Series {
  const paths = uPlot.paths.bars?.({ size: [0.7, 40], radius: 0.1 });
  return { fill, stroke: fill, width: 0, points: { show: false }, ...(paths !== undefined && { paths }) };
}

interface LegendProps {
  readonly line: ChartLine;
  readonly at: number | undefined;
  readonly valueText: (value: number) => string;
}

function Legend({ line: { name, colour, values }, at, valueText }: LegendProps) {
  const value = at === undefined ? undefined : values[at];
  return (
    <span class="legend">
      <span class="dot" style={{ background: `var(${colour})` }} /> {name}{" "}
      {typeof value === "number" && <b>{valueText(value)}</b>}
    </span>
  );
}

/** A custom property as a colour that a canvas takes: it knows no `light-dark()`. */
function resolved(element: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
