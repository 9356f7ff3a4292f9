import { plainText } from "../../../records/plain-text.js";
import { saidText } from "../../../trace-view/readable-value.js";
import type { TraceRow } from "../../page-api/page-data.js";
import { Link } from "../frame/link.js";
import { memo } from "../frame/memo.js";
import { goTo } from "../frame/route.js";
import { countText, millisText, moneyText } from "../text/amounts.js";
import { shownName } from "../text/shown-name.js";
import { startText, wholeTimeText } from "../text/times.js";

import { TraceMarks } from "./trace-marks.js";

interface TraceLineProps {
  readonly row: TraceRow;
  readonly index: number;
  /** Pixels from the first row. */
  readonly top: number;
  readonly isSelected: boolean;
  /** Where the row leads. */
  readonly href: string;
}

const PREVIEW_CHARACTERS = 200;

export const TraceLine = memo(({ row, index, top, isSelected, href }: TraceLineProps) => {
  const { durationMs, ttftMs, totalTokens, cost, costEstimated, model } = row;
  return (
    <div
      class="line"
      role="row"
      id={`trace-${row.id}`}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => {
        if (event.defaultPrevented || window.getSelection()?.isCollapsed === false) return;
        goTo(href);
      }}
    >
      <span role="gridcell" class="what" data-status={row.status}>
        <Link href={href} tabIndex={-1} class="name">
          <bdi>{shownName(row.name)}</bdi>
        </Link>
        <TraceMarks row={row} />
        <bdi class="preview">{previewOf(row)}</bdi>
      </span>
      <span role="gridcell" class="model" title={model}>
        <bdi>{model === undefined ? "" : plainText(model)}</bdi>
      </span>
      <span role="gridcell" class="duration">
        {durationMs === undefined ? "" : millisText(durationMs)}
      </span>
      <span role="gridcell" class="first-token">
        {ttftMs === undefined ? "" : millisText(ttftMs)}
      </span>
      <span role="gridcell" class="tokens">
        {totalTokens === undefined ? "" : countText(totalTokens)}
      </span>
      <span role="gridcell" class="cost" title={costEstimated === true ? "Estimated by the list of prices" : undefined}>
        {cost === undefined ? "" : moneyText(cost, costEstimated)}
      </span>
      <span role="gridcell" class="started" title={wholeTimeText(row.startTime)}>
        {startText(row.startTime)}
      </span>
    </div>
  );
});

function previewOf({ input }: TraceRow): string {
  if (input === undefined) return "";
  return plainText(saidText(input).slice(0, PREVIEW_CHARACTERS));
}
