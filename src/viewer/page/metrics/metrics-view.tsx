import type { MetricsData } from "../../page-api/page-data.js";
import { ask, queryText } from "../api/client.js";
import { serverRevision } from "../api/live-connection.js";
import { useLoaded } from "../api/loaded.js";
import { Link } from "../frame/link.js";
import { tracesHref } from "../frame/route.js";
import { LoadingState, ProblemState, State } from "../frame/states.js";
import { useTitle } from "../frame/title.js";
import { KeyFigures } from "./key-figures.js";
import { MetricsCharts } from "./metrics-charts.js";
import { MetricsTables } from "./metrics-tables.js";
import { MetricsWindow, metricsQuery } from "./metrics-window.js";
import { useSlowTicks } from "./slow-ticks.js";
import "./metrics.css";

/** The metrics of all traces of a stretch of time. Every figure leads to the traces that it counts. */
export default function MetricsView() {
  useTitle("Metrics");
  const query = metricsQuery();
  const text = queryText(query);
  const loaded = useLoaded(text, useSlowTicks() + serverRevision.value, (signal) =>
    ask<MetricsData>(`metrics?${text}`, signal),
  );
  return (
    <div class="scroll metrics" tabIndex={0} role="region" aria-label="Metrics">
      <header class="metrics-head">
        <h1>Metrics</h1>
        <MetricsWindow />
      </header>
      {loaded.state === "loading" && <LoadingState what="the metrics" />}
      {loaded.state === "failed" && <ProblemState what="The metrics" problem={loaded.problem} />}
      {loaded.state === "ready" && <MetricsContent data={loaded.value} />}
    </div>
  );
}

function MetricsContent({ data }: { readonly data: MetricsData }) {
  const runs = data.errors.rates.reduce((sum, rate) => sum + rate.runs, 0);
  if (runs === 0) {
    return (
      <State title="No traces in this time">
        <p>Choose a longer stretch of time, or look at all traces.</p>
        <Link class="button" href={tracesHref()}>
          To the traces
        </Link>
      </State>
    );
  }
  return (
    <>
      <KeyFigures data={data} />
      <MetricsCharts data={data} />
      <MetricsTables data={data} />
    </>
  );
}
