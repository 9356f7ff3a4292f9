import { plainText } from "../../../records/plain-text.js";
import type { SpanLine } from "../../page-api/page-data.js";
import { useFixedRows } from "../frame/fixed-rows.js";
import { useKeys } from "../frame/keys.js";
import { rowKeys } from "../frame/row-keys.js";
import { millisText } from "../text/amounts.js";
import { KindMark } from "../trace/kind-mark.js";
import type { SpanPair } from "./align-spans.js";
import { changeText } from "./change-text.js";

const ROW_HEIGHT = 28;
const HEAD = 28;
const INDENT = 14;
const MAX_INDENT = 10;

interface CompareTableProps {
  readonly pairs: readonly SpanPair[];
  readonly selected: SpanPair | undefined;
  readonly select: (pair: SpanPair) => void;
}

/** The spans of both, each pair on a row. */
export function CompareTable({ pairs, selected, select }: CompareTableProps) {
  const drawn = useFixedRows(pairs.length, ROW_HEIGHT, HEAD);
  const at = selected === undefined ? -1 : pairs.indexOf(selected);
  const move = (index: number) => {
    const next = pairs[Math.max(0, Math.min(pairs.length - 1, index))];
    if (next === undefined) return;
    select(next);
    drawn.show(pairs.indexOf(next));
  };
  useKeys({
    ...rowKeys(at, pairs.length, move),
    n: () => {
      const next = pairs.findIndex((pair, index) => index > at && differs(pair));
      if (next >= 0) move(next);
    },
  });
  return (
    <div
      {...drawn.gridProps(1, { at, id: `pair-${at}` })}
      class="scroll compare-table"
      role="grid"
      aria-label="Spans of both traces"
    >
      <div class="columns" role="row" aria-rowindex={1}>
        <span role="columnheader">Span</span>
        <span role="columnheader">Left</span>
        <span role="columnheader">Right</span>
        <span role="columnheader">Change</span>
      </div>
      <div class="rows" role="rowgroup" style={{ height: `${pairs.length * ROW_HEIGHT}px` }}>
        {pairs.slice(drawn.from, drawn.to).map((pair, offset) => (
          <PairLine
            key={drawn.from + offset}
            pair={pair}
            index={drawn.from + offset}
            isSelected={pair === selected}
            select={select}
          />
        ))}
      </div>
    </div>
  );
}

interface PairLineProps {
  readonly pair: SpanPair;
  readonly index: number;
  readonly isSelected: boolean;
  readonly select: (pair: SpanPair) => void;
}

function PairLine({ pair, index, isSelected, select }: PairLineProps) {
  const { left, right, depth } = pair;
  const span = left ?? right;
  if (span === undefined) return null;
  return (
    <div
      id={`pair-${index}`}
      class="line"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-differs={differs(pair)}
      style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}
      onClick={() => select(pair)}
    >
      <span role="gridcell" class="label" style={{ paddingLeft: `${Math.min(depth, MAX_INDENT) * INDENT}px` }}>
        <KindMark kind={span.kind} />
        <bdi>{plainText(span.name)}</bdi>
        <span class="faint">{modelsText(pair)}</span>
      </span>
      <Cell span={left} />
      <Cell span={right} />
      <span role="gridcell" class="change-share">
        {left === undefined
          ? "only right"
          : right === undefined
            ? "only left"
            : changeText(left.durationMs, right.durationMs)}
      </span>
    </div>
  );
}

function Cell({ span }: { readonly span: SpanLine | undefined }) {
  if (span === undefined) return <span role="gridcell" />;
  return (
    <span role="gridcell" class={span.status === "error" ? "bad" : undefined}>
      {span.status === "error" && <span class="only-read">failed after </span>}
      {span.durationMs === undefined ? "open" : millisText(span.durationMs)}
    </span>
  );
}

function modelsText({ left, right }: SpanPair): string {
  const models = [left?.model, right?.model].filter((model) => model !== undefined);
  return [...new Set(models)].map(plainText).join(" → ");
}

function differs({ left, right }: SpanPair): boolean {
  return left === undefined || right === undefined || left.model !== right.model || left.status !== right.status;
}
