import { systemClock } from "../../runtime/system-clock.js";
import type { CollectorStore } from "../../store/collector-store.js";
import { isStoreError } from "../../store/index.js";
import { type Answer, json } from "../http/answer.js";
import { type Call, type Route, route } from "../http/routes.js";
import type { PageApi } from "./page-api.js";
import type { Activity, MetricsData, ServerStatus } from "./page-data.js";
import { startsOf, timeSteps } from "./time-steps.js";
import { traceFilter } from "./trace-filter.js";

/** What the page shows about all traces together, and about the server itself. */
export function overviewRoutes(api: PageApi): readonly Route[] {
  return [
    route("GET", "/status", (call) => showStatus(api, call)),
    route("GET", "/activity", (call) => showActivity(api.store, call)),
    route("GET", "/metrics", (call) => showMetrics(api.store, call)),
  ];
}

async function showStatus(api: PageApi, { headers }: Call): Promise<Answer> {
  const { store, health, version, port, opikTraceUrl } = api;
  const projects = await knownProjects(store);
  const { problem } = health;
  return json({
    version,
    store: store.place,
    ingestUrl: `http://${headers.host ?? `localhost:${port}`}/api`,
    projects,
    ...(problem !== undefined && { storeProblem: problem }),
    ...(opikTraceUrl !== undefined && { opikTraceUrl }),
  } satisfies ServerStatus);
}

/** A store that can't be read is reported as a problem. */
async function knownProjects(store: CollectorStore): Promise<readonly string[]> {
  try {
    return await store.listProjects();
  } catch (error) {
    if (isStoreError(error)) return [];
    throw error;
  }
}

async function showActivity(store: CollectorStore, { query }: Call): Promise<Answer> {
  const steps = timeSteps(windowOf(query, "1h"), systemClock.wallTimeMs());
  const filter = traceFilter(query);
  const rates =
    filter === undefined
      ? []
      : await store.errorRates({ ...filter, window: windowOf(query, "1h"), bucket: steps.bucket });
  const byStart = new Map(rates.map((rate) => [rate.from, rate]));
  const buckets = startsOf(steps).map((startTime) => {
    const { runs = 0, errors = 0 } = byStart.get(startTime) ?? {};
    return { startTime, traces: runs, failed: errors };
  });
  return json({ bucketMs: steps.stepMs, buckets } satisfies Activity);
}

async function showMetrics(store: CollectorStore, { query }: Call): Promise<Answer> {
  const { bucket } = timeSteps(windowOf(query, "24h"), systemClock.wallTimeMs());
  const { limit: _limit, after: _after, ...asked } = traceFilter(query) ?? {};
  const all = { ...asked, window: windowOf(query, "24h") };
  return json({
    bucket,
    latency: await store.latencyStats(all),
    latencyOverTime: await store.latencyStats({ ...all, bucket }),
    latencyByName: await store.latencyStats({ ...all, by: "name" }),
    histogram: await store.latencyHistogram(all),
    errors: await store.errorStats(all),
    errorsOverTime: await store.errorRates({ ...all, bucket }),
    tokensByModel: await store.tokenStats({ ...all, by: "model" }),
    tokensByModelOverTime: await store.tokenStats({ ...all, by: "model", bucket }),
    tokensByAgent: await store.tokenStats({ ...all, by: "agent" }),
    fallbacks: await store.fallbackStats(all),
    cache: await store.cacheStats(all),
  } satisfies MetricsData);
}

function windowOf(query: URLSearchParams, otherwise: string) {
  return traceFilter(query)?.window ?? otherwise;
}
