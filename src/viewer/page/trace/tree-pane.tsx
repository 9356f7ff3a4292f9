import { useEffect } from "preact/hooks";
import { useFixedRows } from "../frame/fixed-rows.js";
import { useKeys } from "../frame/keys.js";
import { isNarrow } from "../frame/narrow.js";
import { rowKeys } from "../frame/row-keys.js";
import { FoldLine } from "./fold-line.js";
import { nextMatch } from "./next-match.js";
import { SpanRowLine, TraceRowLine } from "./span-line.js";
import { TickLines, TimeAxis } from "./time-axis.js";
import { moved, rangeOf, within, zoomed } from "./time-range.js";
import type { TraceModel } from "./trace-model.js";
import { TreeTools } from "./tree-tools.js";

const WIDE_ROW = 26;
const NARROW_ROW = 38;

/** The tree and, on the same rows, when each span ran. The first row is the trace itself. */
export function TreePane({ model }: { readonly model: TraceModel }) {
  const rows = model.rows.value;
  const rowHeight = isNarrow.value ? NARROW_ROW : WIDE_ROW;
  const drawn = useFixedRows(rows.length + 1, rowHeight);
  const selectedId = model.selected.value?.id;
  const at = selectedId === undefined ? 0 : rows.findIndex(({ id }) => id === selectedId) + 1;
  useTreeKeys(model, at);
  useEffect(() => {
    drawn.show(at);
  }, [selectedId]);
  return (
    <section class="tree-pane" aria-label="Spans">
      <TreeTools model={model} />
      <TimeAxis model={model} />
      <div
        {...drawn.gridProps(0, { at, id: `span-${selectedId ?? "trace"}` })}
        class="scroll"
        role="treegrid"
        aria-label="Spans of the trace"
        onWheel={(event) => {
          zoomByWheel(model, event);
        }}
      >
        <div class="rows" role="rowgroup" style={{ height: `${(rows.length + 1) * rowHeight}px` }}>
          <TickLines model={model} />
          {drawn.from === 0 && <TraceRowLine model={model} isSelected={at === 0} />}
          {rows.slice(Math.max(0, drawn.from - 1), Math.max(0, drawn.to - 1)).map((row, offset) => {
            const index = Math.max(0, drawn.from - 1) + offset;
            const top = (index + 1) * rowHeight;
            return row.kind === "fold" ? (
              <FoldLine key={row.id} model={model} row={row} index={index} top={top} />
            ) : (
              <SpanRowLine
                key={row.id}
                model={model}
                row={row}
                index={index}
                top={top}
                isSelected={row.id === selectedId}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}

/** With Ctrl or ⌘ the wheel zooms around the pointer; sideways it moves along. */
function zoomByWheel(model: TraceModel, event: WheelEvent): void {
  const cell = event.target instanceof Element ? event.target.closest(".time, .axis-track") : null;
  if (cell === null) return;
  const seen = model.seen.value;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const { left, width } = cell.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
    const at = seen.fromMicros + (seen.toMicros - seen.fromMicros) * share;
    model.see(zoomed(seen, model.whole.value, Math.exp(event.deltaY / 200), at));
  } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    event.preventDefault();
    model.see(moved(seen, model.whole.value, event.deltaX / cell.clientWidth));
  }
}

function useTreeKeys(model: TraceModel, at: number): void {
  const selectRow = (index: number) => {
    const rows = model.rows.value;
    const row = rows[Math.min(rows.length, Math.max(0, index)) - 1];
    if (row?.kind === "fold") {
      model.openFold(row.id);
      model.select(row.spans[0]?.id);
    } else model.select(row?.id);
  };
  const row = model.rows.value[at - 1];
  const zoom = (factor: number) => {
    const { selected, seen, whole } = model;
    const { fromMicros, toMicros } = selected.value ? rangeOf(selected.value, whole.value) : seen.value;
    const middle = Math.min(seen.value.toMicros, Math.max(seen.value.fromMicros, (fromMicros + toMicros) / 2));
    model.see(zoomed(seen.value, whole.value, factor, middle));
  };
  const pan = (share: number) => {
    model.see(moved(model.seen.value, model.whole.value, share));
  };
  const goMatch = (step: 1 | -1) => {
    const next = nextMatch(model, step);
    if (next !== undefined) model.select(next);
  };
  useKeys({
    ...rowKeys(at, model.rows.value.length + 1, selectRow),
    ArrowRight: () => {
      if (row?.kind !== "span" || row.isOpen === undefined) return;
      if (row.isOpen) selectRow(at + 1);
      else model.toggle(row.id, true);
    },
    ArrowLeft: () => {
      if (row?.kind === "span" && row.isOpen === true) model.toggle(row.id, false);
      else if (row !== undefined) model.select(model.tree.value.parentIds.get(row.id));
    },
    Enter: () => {
      model.isSideShown.value = true;
    },
    e: () => {
      const failed = model.rows.value.findIndex((one, index) => index >= at && isFailed(one));
      const first = failed < 0 ? model.rows.value.findIndex(isFailed) : failed;
      if (first >= 0) selectRow(first + 1);
    },
    n: () => goMatch(1),
    p: () => goMatch(-1),
    "+": () => zoom(1 / 1.6),
    "=": () => zoom(1 / 1.6),
    "-": () => zoom(1.6),
    "[": () => pan(-0.25),
    "]": () => pan(0.25),
    "0": () => model.see(undefined),
    z: () => zoomToSelected(model),
  });
}

function isFailed(row: TraceModel["rows"]["value"][number]): boolean {
  return row.kind === "span" && row.span.status === "error";
}

function zoomToSelected({ selected, whole, see }: TraceModel): void {
  if (selected.value === undefined) {
    see(undefined);
    return;
  }
  const { fromMicros, toMicros } = rangeOf(selected.value, whole.value);
  const edge = (toMicros - fromMicros) * 0.1 + 1;
  see(within(fromMicros - edge, toMicros - fromMicros + 2 * edge, whole.value));
}
