import type { LatencyBar } from "../../../store/index.js";
import { countText } from "../../../terminal/amounts.js";
import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import { timeBar } from "../../../trace-view/time-bar.js";
import { millisText } from "./stat-texts.js";

const BAR_CELLS = 40;

/** One line for each stretch of durations, its bar as long as its share of the largest. */
export function histogramLines(bars: readonly LatencyBar[]): readonly StyledLine[] {
  const most = Math.max(0, ...bars.map(({ runs }) => runs));
  const labels = bars.map(({ fromMs, toMs }) =>
    toMs === undefined ? `${millisText(fromMs)} +` : `< ${millisText(toMs)}`,
  );
  const width = Math.max(0, ...labels.map(({ length }) => length));
  return bars.map(({ runs }, index) => {
    const bar =
      runs === 0 ? "" : timeBar({ fromMicros: 0, toMicros: runs }, { fromMicros: 0, toMicros: most }, BAR_CELLS);
    return [
      piece(`${(labels[index] ?? "").padStart(width)}  `, "dim"),
      piece(bar, "cyan"),
      piece(` ${countText(runs)}`),
    ];
  });
}
