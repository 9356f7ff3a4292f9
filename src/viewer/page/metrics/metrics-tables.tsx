import type { ComponentChildren } from "preact";
import { firstLineOf, plainText } from "../../../records/plain-text.js";
import type { MetricsData } from "../../page-api/page-data.js";
import { Link } from "../frame/link.js";
import { traceHref, tracesHref } from "../frame/route.js";
import { countText, millisText, moneyText } from "../text/amounts.js";
import { metricsQuery } from "./metrics-window.js";

const MOST_ROWS = 15;

/** Who spent what, who took how long, what failed, and from whom to whom calls fell back. */
export function MetricsTables({ data }: { readonly data: MetricsData }) {
  return (
    <div class="tables">
      <TokenTable title="By model" rows={data.tokensByModel} filter="model" />
      <TokenTable title="By agent" rows={data.tokensByAgent.filter(({ key }) => key !== undefined)} filter="agent" />
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
    <Table title={title} heads={["", "Calls", "Tokens in", "Out", "Cost"]} isEmpty={rows.length === 0}>
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
    </Table>
  );
}

function LatencyTable({ rows }: { readonly rows: MetricsData["latencyByName"] }) {
  return (
    <Table title="Duration by name" heads={["", "Runs", "p50", "p95", "p99", "Slowest"]} isEmpty={rows.length === 0}>
      {rows.slice(0, MOST_ROWS).map(({ key = "", runs, p50Ms, p95Ms, p99Ms, maxMs }) => (
        <tr key={key}>
          <th scope="row">{plainText(key)}</th>
          <td>{countText(runs)}</td>
          <td>{millisText(p50Ms)}</td>
          <td>{millisText(p95Ms)}</td>
          <td>{millisText(p99Ms)}</td>
          <td>{millisText(maxMs)}</td>
        </tr>
      ))}
    </Table>
  );
}

function FallbackTable({ rows }: { readonly rows: MetricsData["fallbacks"]["routes"] }) {
  return (
    <Table title="Fallbacks" heads={["", "Because of", "Times", "Answered", "Lost each"]} isEmpty={rows.length === 0}>
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
    </Table>
  );
}

function ErrorTable({ rows }: { readonly rows: MetricsData["errors"]["types"] }) {
  return (
    <Table title="Errors" heads={["", "Times", "The newest"]} isEmpty={rows.length === 0}>
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
    </Table>
  );
}

interface TableProps {
  readonly title: string;
  readonly heads: readonly string[];
  readonly isEmpty: boolean;
  readonly children: ComponentChildren;
}

function Table({ title, heads, isEmpty, children }: TableProps) {
  if (isEmpty) return null;
  const [, ...columns] = heads;
  return (
    <div class="table" tabIndex={0} role="region" aria-label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col" class="table-title">
              {title}
            </th>
            {columns.map((name) => (
              <th key={name} scope="col" class={name === "Because of" || name === "The newest" ? "text" : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
