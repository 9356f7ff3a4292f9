import { useEffect, useState } from "preact/hooks";
import type { Activity } from "../../page-api/page-data.js";
import { ask, queryText } from "../api/client.js";
import { onChangedTraces, serverRevision } from "../api/live-connection.js";
import { useLoaded } from "../api/loaded.js";
import { countText } from "../text/amounts.js";
import { traceFilter } from "./trace-filter.js";

const HEIGHT = 24;
const BAR = 3;
const MINUTE_MS = 60_000;

/** How many traces began in each minute of the last hour, and how many of them failed. */
export function ActivitySpark() {
  const { window: _window, from: _from, to: _to, ...filter } = traceFilter.value;
  const query = queryText({ ...filter, window: "1h" });
  const revision = useTicks();
  const loaded = useLoaded(query, revision + serverRevision.value, (signal) =>
    ask<Activity>(`activity?${query}`, signal),
  );
  if (loaded.state !== "ready") return <div class="spark" />;
  const { buckets } = loaded.value;
  const traces = buckets.reduce((sum, bucket) => sum + bucket.traces, 0);
  const failed = buckets.reduce((sum, bucket) => sum + bucket.failed, 0);
  return (
    <figure class="spark">
      <figcaption>
        Last hour: {countText(traces)}
        {failed > 0 && <span class="bad"> · {countText(failed)} failed</span>}
      </figcaption>
      <Bars buckets={buckets} />
    </figure>
  );
}

function Bars({ buckets }: Pick<Activity, "buckets">) {
  const most = Math.max(1, ...buckets.map(({ traces }) => traces));
  const height = (count: number) => (count === 0 ? 0 : Math.max(1, (count / most) * (HEIGHT - 1)));
  return (
    <svg width={buckets.length * BAR} height={HEIGHT} aria-hidden="true">
      <line x1="0" x2={buckets.length * BAR} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} class="base" />
      {buckets.map(({ startTime, traces, failed }, index) => (
        <g key={startTime}>
          <rect x={index * BAR} y={HEIGHT - height(traces)} width={BAR - 1} height={height(traces)} class="all" />
          <rect x={index * BAR} y={HEIGHT - height(failed)} width={BAR - 1} height={height(failed)} class="failed" />
        </g>
      ))}
    </svg>
  );
}

/** Grows when traces have changed, and each minute, in which the hour moves on. */
function useTicks(): number {
  const [ticks, setTicks] = useState(0);
  useEffect(() => {
    const tick = () => {
      setTicks((before) => before + 1);
    };
    const stop = onChangedTraces(tick);
    const timer = window.setInterval(tick, MINUTE_MS);
    return () => {
      stop();
      window.clearInterval(timer);
    };
  }, []);
  return ticks;
}
