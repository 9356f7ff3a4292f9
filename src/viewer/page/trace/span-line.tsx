import type { ComponentChildren } from "preact";
import { plainText } from "../../../records/plain-text.js";
import { memo } from "../frame/memo.js";
import { countText, millisText, moneyText } from "../text/amounts.js";
import { shownName } from "../text/shown-name.js";
import { KindMark } from "./kind-mark.js";
import type { SpanRow } from "./span-tree.js";
import { TimeBar } from "./time-bar.js";
import type { TraceModel } from "./trace-model.js";

const INDENT = 14;
// Deeper than this there would be no room for names.
const MAX_INDENT = 12;

interface SpanRowLineProps {
  readonly model: TraceModel;
  readonly row: SpanRow;
  readonly index: number;
  readonly top: number;
  readonly isSelected: boolean;
}

export const SpanRowLine = memo(({ model, row, index, top, isSelected }: SpanRowLineProps) => {
  const { span, isOpen, depth } = row;
  const isFound = model.matchIds.value.has(span.id);
  return (
    <div
      id={`span-${span.id}`}
      class="line"
      role="row"
      aria-level={depth + 1}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      aria-rowindex={index + 2}
      aria-expanded={isOpen}
      aria-selected={isSelected}
      data-found={isFound}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => {
        model.select(span.id);
        model.isSideShown.value = true;
      }}
    >
      <span role="gridcell" class="label" style={{ paddingLeft: `${indentOf(depth)}px` }}>
        <Toggle isOpen={isOpen} onToggle={() => model.toggle(span.id)} />
        <KindMark kind={span.kind} />
        <bdi class="name" data-failed={span.status === "error"}>
          {plainText(span.name)}
        </bdi>
        {span.model !== undefined && span.model !== span.name && <bdi class="model">{plainText(span.model)}</bdi>}
        <Marks row={row} timesCost={model.dear.value.get(span.id)} />
      </span>
      <span role="gridcell" class="time">
        <TimeBar model={model} span={span} />
      </span>
      <span role="gridcell" class="took">
        {span.durationMs === undefined ? "open" : millisText(span.durationMs)}
      </span>
    </div>
  );
});

/** The first row: the trace itself. */
export function TraceRowLine({ model, isSelected }: { readonly model: TraceModel; readonly isSelected: boolean }) {
  const { row } = model.detail.value;
  return (
    <div
      id="span-trace"
      class="line root"
      role="row"
      aria-level={1}
      aria-rowindex={1}
      aria-selected={isSelected}
      onClick={() => {
        model.select(undefined);
        model.isSideShown.value = true;
      }}
    >
      <span role="gridcell" class="label" style={{ paddingLeft: `${indentOf(0)}px` }}>
        <span class="toggle" />
        <bdi class="name" data-failed={row.status === "error"}>
          {shownName(row.name)}
        </bdi>
      </span>
      <span role="gridcell" class="time">
        <TimeBar model={model} span={row} />
      </span>
      <span role="gridcell" class="took">
        {row.durationMs === undefined ? "open" : millisText(row.durationMs)}
      </span>
    </div>
  );
}

export function indentOf(depth: number): number {
  return 8 + Math.min(depth, MAX_INDENT) * INDENT;
}

interface ToggleProps {
  readonly isOpen: boolean | undefined;
  readonly onToggle: () => void;
}

/** For the pointer only; the keyboard uses the arrow keys on the row. */
function Toggle({ isOpen, onToggle }: ToggleProps) {
  if (isOpen === undefined) return <span class="toggle" />;
  return (
    <span
      class="toggle"
      data-open={isOpen}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
        <path d="M2 .8 5.6 4 2 7.2" fill="none" stroke="currentColor" stroke-width="1.4" />
      </svg>
    </span>
  );
}

interface MarksProps {
  readonly row: SpanRow;
  readonly timesCost: number | undefined;
}

function Marks({ row: { span, isOrphan }, timesCost }: MarksProps) {
  const { attemptNumber = 1, attemptKind, status, errorType, cost = 0, costEstimated } = span;
  return (
    <>
      {attemptNumber > 1 && (
        <Badge tone="warn">
          {attemptKind === "fallback" ? "fallback" : "retry"} {attemptNumber}
        </Badge>
      )}
      {status === "error" && <Badge tone="bad">{plainText(errorType ?? "failed")}</Badge>}
      {status === "open" && <Badge tone="live">in progress</Badge>}
      {status === "abandoned" && <Badge tone="warn">abandoned</Badge>}
      {timesCost !== undefined && (
        <Badge tone="warn">
          {moneyText(cost, costEstimated)}, {countText(timesCost)}× the others
        </Badge>
      )}
      {isOrphan && <Badge tone="warn">its parent is missing</Badge>}
    </>
  );
}

function Badge({ tone, children }: { readonly tone: string; readonly children: ComponentChildren }) {
  return <bdi class={`badge ${tone}`}>{children}</bdi>;
}
