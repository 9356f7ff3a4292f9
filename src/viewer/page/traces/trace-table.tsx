import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { chosenTrace } from "../compare/chosen-trace.js";
import { useFixedRows } from "../frame/fixed-rows.js";
import { useKeys } from "../frame/keys.js";
import { isNarrow } from "../frame/narrow.js";
import { compareHref, goTo, traceHref } from "../frame/route.js";
import { rowKeys } from "../frame/row-keys.js";
import { countText } from "../text/amounts.js";
import { useAnchor } from "./row-anchor.js";
import { setSort, type TraceSort, traceSort } from "./trace-filter.js";
import { TraceLine } from "./trace-line.js";
import type { OpenTraceList } from "./trace-list.js";

const WIDE_ROW = 34;
const NARROW_ROW = 56;
const HEAD = 28;
// The next page is loaded this many rows before the end.
const READ_ON_WITHIN = 400;

/** A column by which the list can be sorted; without `sort` the newest come first. */
interface SortedColumn {
  readonly name: string;
  readonly sort: TraceSort | undefined;
}

const COLUMNS: readonly (string | SortedColumn)[] = [
  ...["Trace", "Model"],
  { name: "Duration", sort: "duration" },
  "First token",
  { name: "Tokens", sort: "tokens" },
  { name: "Cost", sort: "cost" },
  { name: "Started", sort: undefined },
];

/** The rows, of which only the visible ones are drawn. Rows that are being read stay in place when others come. */
export function TraceTable({ list }: { readonly list: OpenTraceList }) {
  const rows = list.rows.value;
  const { readOn, place } = list;
  const rowHeight = isNarrow.value ? NARROW_ROW : WIDE_ROW;
  const drawn = useFixedRows(rows.length, rowHeight, isNarrow.value ? 0 : HEAD);
  const [selectedId, setSelectedId] = useState(place.selectedId);
  const select = (id: string) => {
    place.selectedId = id;
    setSelectedId(id);
  };
  const anchored = useAnchor(drawn.box, rows, rowHeight);
  useLayoutEffect(() => {
    if (drawn.box.current !== null) drawn.box.current.scrollTop = place.top;
    setSelectedId(place.selectedId);
  }, [list]);
  const selected = rows.findIndex(({ id }) => id === selectedId);

  useEffect(() => {
    if (drawn.to > rows.length - READ_ON_WITHIN) readOn();
  }, [drawn.to, rows.length]);

  const move = (index: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (next === undefined) return;
    select(next.id);
    drawn.show(rows.indexOf(next));
    drawn.box.current?.focus({ preventScroll: true });
  };
  const pageRows = Math.max(1, drawn.to - drawn.from - 20);
  useKeys({
    ...rowKeys(selected, rows.length, move),
    PageDown: () => move(selected + pageRows),
    PageUp: () => move(selected - pageRows),
    x: () => {
      const row = rows[selected];
      if (row === undefined) return;
      if (chosenTrace.value === undefined) chosenTrace.value = row;
      else goTo(openHref(row.id));
    },
  });

  return (
    <div class="trace-table">
      <div
        {...drawn.gridProps(1, { at: selected, id: `trace-${selectedId ?? ""}` })}
        class="scroll"
        role="grid"
        aria-label="Traces"
        onScroll={() => {
          place.top = drawn.box.current?.scrollTop ?? 0;
          drawn.onScroll();
          anchored.onScroll();
        }}
        onPointerEnter={anchored.onPointerEnter}
        onPointerLeave={anchored.onPointerLeave}
        onKeyDown={(event) => {
          if (event.key === "Enter" && selectedId !== undefined && event.target === event.currentTarget) {
            goTo(openHref(selectedId));
          }
        }}
      >
        <div class="columns" role="row" aria-rowindex={1}>
          {COLUMNS.map((column) =>
            typeof column === "string" ? (
              <span key={column} role="columnheader">
                {column}
              </span>
            ) : (
              <SortedHead key={column.name} column={column} />
            ),
          )}
        </div>
        <div class="rows" role="rowgroup" style={{ height: `${rows.length * rowHeight}px` }}>
          {rows.slice(drawn.from, drawn.to).map((row, offset) => (
            <TraceLine
              key={row.id}
              row={row}
              index={drawn.from + offset}
              top={(drawn.from + offset) * rowHeight}
              isSelected={row.id === selectedId}
              href={openHref(row.id)}
            />
          ))}
        </div>
      </div>
      {anchored.newAbove > 0 && (
        <button type="button" class="button main new-rows" onClick={anchored.toTop}>
          ↑ {countText(anchored.newAbove)} new
        </button>
      )}
    </div>
  );
}

/** The greatest come first. */
function SortedHead({ column: { name, sort } }: { readonly column: SortedColumn }) {
  const isSorted = traceSort.value === sort;
  return (
    <span role="columnheader" aria-sort={isSorted ? "descending" : "none"}>
      <button type="button" class="sort" onClick={() => setSort(sort)}>
        {isSorted && <span aria-hidden="true">↓ </span>}
        {name}
      </button>
    </span>
  );
}

/** The address of the trace, or of the comparison with the one that was chosen for it. */
function openHref(id: string): string {
  const chosen = chosenTrace.value;
  return chosen === undefined || chosen.id === id ? traceHref(id) : compareHref(chosen.id, id);
}
