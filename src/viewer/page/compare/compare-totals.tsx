import { plainText } from "../../../records/plain-text.js";
import type { TraceRow } from "../../page-api/page-data.js";
import { Link } from "../frame/link.js";
import { traceHref } from "../frame/route.js";
import { countText, millisText, moneyText } from "../text/amounts.js";
import { shownName } from "../text/shown-name.js";
import { startText } from "../text/times.js";
import { changeText } from "./change-text.js";
import type { TwoTraces } from "./two-traces.js";

type Total = readonly [name: string, text: (row: TraceRow) => string, amount?: (row: TraceRow) => number | undefined];

const TOTALS: readonly Total[] = [
  [
    "Duration",
    ({ durationMs }) => (durationMs === undefined ? "open" : millisText(durationMs)),
    (row) => row.durationMs,
  ],
  ["First token", ({ ttftMs }) => (ttftMs === undefined ? "" : millisText(ttftMs)), (row) => row.ttftMs],
  ["Tokens", ({ totalTokens }) => (totalTokens === undefined ? "" : countText(totalTokens)), (row) => row.totalTokens],
  ["Cost", ({ cost, costEstimated }) => (cost === undefined ? "" : moneyText(cost, costEstimated)), (row) => row.cost],
  ["Answered by", ({ model }) => plainText(model ?? "")],
  ["Status", ({ status, errorType }) => (status === "error" ? plainText(errorType ?? "failed") : status)],
];

/** Both traces in figures, with how much more or less the second has. */
export function CompareTotals({ left, right }: TwoTraces) {
  return (
    <div class="compare-totals" tabIndex={0} role="region" aria-label="Totals">
      <table>
        <thead>
          <tr>
            <td />
            {TOTALS.map(([name]) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <TotalsRow row={left.row} />
          <TotalsRow row={right.row} other={left.row} />
        </tbody>
      </table>
    </div>
  );
}

function TotalsRow({ row, other }: { readonly row: TraceRow; readonly other?: TraceRow }) {
  return (
    <tr>
      <th scope="row">
        <Link href={traceHref(row.id)}>{shownName(row.name)}</Link>{" "}
        <span class="faint">{startText(row.startTime)}</span>
      </th>
      {TOTALS.map(([name, text, amount]) => {
        const isOther = other !== undefined && text(other) !== text(row);
        return (
          <td key={name} data-differs={isOther}>
            {text(row)}
            {other !== undefined && amount !== undefined && (
              <span class="change-share">{changeText(amount(other), amount(row))}</span>
            )}
          </td>
        );
      })}
    </tr>
  );
}
