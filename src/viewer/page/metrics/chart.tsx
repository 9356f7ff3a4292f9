import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { currentTheme } from "../frame/theme.js";
import { axisTimeText, startText } from "../text/times.js";

interface ChartLine {
  readonly name: string;
  /** A custom property of the styles, such as `--accent`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

interface ChartProps {
  readonly title: string;
  readonly startsMs: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly isBars?: boolean;
  readonly valueText: (value: number) => string;
  /** Called with the place of the bucket that was chosen. */
  readonly onChoose: (index: number) => void;
}

const HEIGHT = 150;
const AXIS_WIDTH = 58;

/** Values over time. The pointer shows those of a bucket, and a click leads to its traces. */
export function Chart({ title, startsMs, lines, isBars = false, valueText, onChoose }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | undefined>(undefined);
  const choose = useRef(onChoose);
  choose.current = onChoose;
  const theme = currentTheme();
  const data = useMemo<uPlot.AlignedData>(
    () => [startsMs.map((ms) => ms / 1_000), ...lines.map(({ values }) => [...values])],
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
          ...lines.map((line) => (isBars ? barsOf(colour(line.colour)) : lineOf(line, colour(line.colour)))),
        ],
        hooks: { setCursor: [(self) => setAt(self.cursor.idx ?? undefined)] },
      },
      data,
      current,
    );
    plot.over.addEventListener("click", () => {
      const { idx } = plot.cursor;
      if (typeof idx === "number") choose.current(idx);
    });
    const observer = new ResizeObserver(() => plot.setSize({ width: current.clientWidth, height: HEIGHT }));
    observer.observe(current);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [data, theme]);
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{title}</span>
        {lines.map((line) => (
          <Legend key={line.name} line={line} at={at} valueText={valueText} />
        ))}
        <span class="chart-time">{at === undefined ? "" : startText(new Date(startsMs[at] ?? 0).toISOString())}</span>
      </figcaption>
      <div ref={box} role="img" aria-label={`${title} over time`} />
    </figure>
  );
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
