import { useMemo } from "preact/hooks";
import type { MetricsData } from "../../page-api/page-data.js";
import { goTo, tracesHref } from "../frame/route.js";
import { countText, millisText, moneyText } from "../text/amounts.js";
import { byModel } from "./by-model.js";
import { Chart } from "./chart.js";
import { metricsQuery } from "./metrics-window.js";
import { lengthMs, type ShownTime, timeSeries } from "./time-series.js";

/** The figures over time. */
export function MetricsCharts({ data }: { readonly data: MetricsData }) {
  const stepMs = lengthMs(data.bucket);
  const series = useMemo(() => seriesOf(data, stepMs, shownTime()), [data]);
  const toTraces = (startsMs: readonly number[], filter: Readonly<Record<string, string>>) => (index: number) => {
    const start = startsMs[index];
    if (start === undefined) return;
    const [from, to] = [new Date(start).toISOString(), new Date(start + stepMs).toISOString()];
    goTo(tracesHref({ project: metricsQuery().project, from, to, ...filter }));
  };
  const { latency, runs, models } = series;
  return (
    <div class="charts">
      <Chart
        title="Duration"
        startsMs={latency.startsMs}
        lines={latency.lines}
        valueText={millisText}
        onChoose={toTraces(latency.startsMs, {})}
      />
      <Chart
        title="Traces"
        startsMs={runs.startsMs}
        lines={runs.lines}
        shape="bars"
        valueText={wholeText}
        onChoose={toTraces(runs.startsMs, {})}
      />
      <Chart
        title="Tokens by model"
        startsMs={models.startsMs}
        lines={models.tokens}
        shape="stacked"
        valueText={wholeText}
        onChoose={toTraces(models.startsMs, {})}
      />
      <Chart
        title="Cost by model"
        startsMs={models.startsMs}
        lines={models.cost}
        shape="stacked"
        valueText={moneyText}
        onChoose={toTraces(models.startsMs, { sort: "cost" })}
      />
    </div>
  );
}

/** The window of the page, up to now. */
function shownTime(): ShownTime {
  const toMs = Date.now();
  return { fromMs: toMs - lengthMs(metricsQuery().window), toMs };
}

function seriesOf(
  { latencyOverTime, errorsOverTime, tokensByModelOverTime }: MetricsData,
  stepMs: number,
  time: ShownTime,
) {
  const latency = timeSeries(latencyOverTime, stepMs, time);
  const runs = timeSeries(errorsOverTime, stepMs, time);
  return {
    latency: {
      startsMs: latency.startsMs,
      lines: [
        { name: "p50", colour: "--accent", values: latency.rows.map((row) => row?.p50Ms ?? null) },
        { name: "p95", colour: "--warn-bar", values: latency.rows.map((row) => row?.p95Ms ?? null) },
        { name: "p99", colour: "--ink-faint", values: latency.rows.map((row) => row?.p99Ms ?? null) },
      ],
    },
    runs: {
      startsMs: runs.startsMs,
      lines: [
        { name: "all", colour: "--kind-chain", values: runs.rows.map((row) => row?.runs ?? 0) },
        { name: "failed", colour: "--bad-bar", values: runs.rows.map((row) => row?.errors ?? 0) },
      ],
    },
    models: byModel(tokensByModelOverTime, stepMs, time),
  };
}

function wholeText(value: number): string {
  return Number.isInteger(value) ? countText(value) : "";
}
