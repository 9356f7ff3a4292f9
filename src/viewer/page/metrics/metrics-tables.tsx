import { firstLineOf, plainText } from "../../../records/plain-text.js";
import type { MetricsData } from "../../page-api/page-data.js";
import { Link } from "../frame/link.js";
import { traceHref, tracesHref } from "../frame/route.js";
import { countText, millisText, moneyText } from "../text/amounts.js";
import { DurationTable } from "./duration-table.js";
import { FigureTable } from "./figure-table.js";
import { metricsQuery } from "./metrics-window.js";

const MOST_ROWS = 15;

/** Costs, durations, failures, and between which models calls fell back. */
export function MetricsTables({ data }: { readonly data: MetricsData }) {
  return (
    <div class="tables">
      <TokenTable title="By model" rows={data.tokensByModel} filter="model" />
      <TokenTable title="By agent" rows={data.tokensByAgent.filter(({ key }) => key !== undefined)} filter="agent" />
      <DurationTable bars={data.histogram} />
      <LatencyTable rows={data.latencyByName} />
      <FallbackTable rows={data.fallbacks.routes} />
      <ErrorTable rows={data.errors.types} />
    </div>
  );
}

interface TokenTableProps {
  readonly title: string;
  readonly rows: MetricsData["tokensByModel"];
  readonly filter: "model" | "agent";
}

function TokenTable({ title, rows, filter }: TokenTableProps) {
  return (
    <FigureTable title={title} heads={["Calls", "Tokens in", "Out", "Cost"]} isEmpty={rows.length === 0}>
      {rows.slice(0, MOST_ROWS).map(({ key, calls, promptTokens, completionTokens, cost }) => (
        <tr key={key ?? ""}>
          <th scope="row">
            {key === undefined ? (
              <span class="faint">unknown</span>
            ) : (
              <Link href={tracesHref({ ...metricsQuery(), [filter]: key })}>{plainText(key)}</Link>
            )}
          </th>
          <td>{countText(calls)}</td>
          <td>{countText(promptTokens)}</td>
          <td>{countText(completionTokens)}</td>
          <td>
            {cost.recorded === undefined && cost.estimated === undefined
              ? ""
              : moneyText((cost.recorded ?? 0) + (cost.estimated ?? 0), (cost.estimated ?? 0) > 0)}
          </td>
        </tr>
      ))}
    </FigureTable>
  );
}

function LatencyTable({ rows }: { readonly rows: MetricsData["latencyByName"] }) {
  return (
    <FigureTable title="Duration by name" heads={["Runs", "p50", "p95", "p99", "Slowest"]} isEmpty={rows.length === 0}>
      {rows.slice(0, MOST_ROWS).map(({ key = "", runs, p50Ms, p95Ms, p99Ms, maxMs }) => (
        <tr key={key}>
          <th scope="row">
            <Link href={tracesHref({ ...metricsQuery(), span: key })}>{plainText(key)}</Link>
          </th>
          <td>{countText(runs)}</td>
          <td>{millisText(p50Ms)}</td>
          <td>{millisText(p95Ms)}</td>
          <td>{millisText(p99Ms)}</td>
          <td>{millisText(maxMs)}</td>
        </tr>
      ))}
    </FigureTable>
  );
}

function FallbackTable({ rows }: { readonly rows: MetricsData["fallbacks"]["routes"] }) {
  return (
    <FigureTable title="Fallbacks" heads={["Because of", "Times", "Answered", "Lost each"]} isEmpty={rows.length === 0}>
      {rows.slice(0, MOST_ROWS).map(({ fromModel, toModel, reason, status, fallbacks, answered, meanLostMs }) => (
        <tr key={[fromModel, toModel, reason, status].join()}>
          <th scope="row">
            <Link
              href={tracesHref({
                ...metricsQuery(),
                fellBack: "true",
                ...(fromModel !== undefined && { model: fromModel }),
              })}
            >
              {plainText(fromModel ?? "unknown")} → {plainText(toModel ?? "unknown")}
            </Link>
          </th>
          <td class="text">{[plainText(reason ?? ""), status].filter(Boolean).join(" ")}</td>
          <td>{countText(fallbacks)}</td>
          <td>{countText(answered)}</td>
          <td>{millisText(meanLostMs)}</td>
        </tr>
      ))}
    </FigureTable>
  );
}

function ErrorTable({ rows }: { readonly rows: MetricsData["errors"]["types"] }) {
  return (
    <FigureTable title="Errors" heads={["Times", "The newest"]} isEmpty={rows.length === 0}>
      {rows.slice(0, MOST_ROWS).map(({ type, count, example }) => (
        <tr key={type}>
          <th scope="row" class="bad">
            {plainText(type)}
          </th>
          <td>{countText(count)}</td>
          <td class="text">
            <Link href={traceHref(example.traceId)}>{firstLineOf(example.message ?? "") || "without a message"}</Link>
          </td>
        </tr>
      ))}
    </FigureTable>
  );
}
