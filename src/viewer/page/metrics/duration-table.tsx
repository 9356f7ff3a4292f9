import type { MetricsData } from "../../page-api/page-data.js";
import { Link } from "../frame/link.js";
import { tracesHref } from "../frame/route.js";
import { countText, millisText } from "../text/amounts.js";
import { FigureTable } from "./figure-table.js";
import { metricsQuery } from "./metrics-window.js";

/** How many traces took how long. Each row leads to those that took at least as long. */
export function DurationTable({ bars }: { readonly bars: MetricsData["histogram"] }) {
  const most = bars.reduce((count, { runs }) => Math.max(count, runs), 1);
  return (
    <FigureTable title="How long traces took" heads={["Traces"]} isEmpty={bars.length === 0}>
      {bars.map(({ fromMs, toMs, runs }) => (
        <tr key={fromMs}>
          <th scope="row">
            <Link href={tracesHref({ ...metricsQuery(), slowerThanMs: String(fromMs) })}>
              {rangeText(fromMs, toMs)}
            </Link>
          </th>
          <td class="with-bar">
            <span class="figure-bar" style={{ width: `${(runs / most) * 60}%` }} />
            {countText(runs)}
          </td>
        </tr>
      ))}
    </FigureTable>
  );
}

function rangeText(fromMs: number, toMs: number | undefined): string {
  if (toMs === undefined) return `${millisText(fromMs)} and more`;
  return `${fromMs === 0 ? "0" : millisText(fromMs)} to ${millisText(toMs)}`;
}
