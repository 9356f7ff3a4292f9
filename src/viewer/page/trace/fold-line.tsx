import { plainText } from "../../../records/plain-text.js";
import { countText } from "../text/amounts.js";
import { indentOf } from "./span-line.js";
import type { FoldRow } from "./span-tree.js";
import { placeIn, rangeOf } from "./time-range.js";
import type { TraceModel } from "./trace-model.js";

interface FoldLineProps {
  readonly model: TraceModel;
  readonly row: FoldRow;
  readonly index: number;
  readonly top: number;
}

/** One row for several siblings of one name; it opens into all of them. */
export function FoldLine({ model, row, index, top }: FoldLineProps) {
  const failed = row.spans.filter(({ status }) => status === "error").length;
  const ranges = row.spans.map((span) => rangeOf(span, model.whole.value));
  const fromMicros = ranges.reduce((least, range) => Math.min(least, range.fromMicros), Number.POSITIVE_INFINITY);
  const toMicros = ranges.reduce((most, range) => Math.max(most, range.toMicros), fromMicros);
  const { left, width } = placeIn({ fromMicros, toMicros }, model.seen.value);
  return (
    <div
      class="line fold"
      role="row"
      aria-level={row.depth + 1}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => {
        model.openFold(row.id);
      }}
    >
      <span role="gridcell" class="label" style={{ paddingLeft: `${indentOf(row.depth)}px` }}>
        <span class="toggle" />
        <span>{countText(row.spans.length)} more</span>
        <bdi class="name">{plainText(row.name)}</bdi>
        {failed > 0 && <span class="badge bad">{countText(failed)} failed</span>}
      </span>
      <span role="gridcell" class="time">
        <span class="time-bar many" style={{ left: `${left}%`, width: `${width}%` }} />
      </span>
      <span role="gridcell" class="took" />
    </div>
  );
}
