import { plainText } from "../../../records/plain-text.js";
import type { ErrorRate, FallbackRoute, FallbackStats, LatencyRow } from "../../../store/index.js";
import { counted, countText } from "../../../terminal/amounts.js";
import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import { CALL_COLUMNS } from "./call-columns.js";
import { errorLines } from "./error-lines.js";
import { histogramLines } from "./histogram-lines.js";
import type { Stats } from "./read-stats.js";
import { millisText, percentText } from "./stat-texts.js";
import { type Column, tableLines } from "./table.js";
import { windowText } from "./time-flags.js";

const MAX_ROWS = 30;
const MAX_REASONS = 5;

/** The statistics of a window for a person. Parts about which there is nothing to tell are left out. */
export function statsLines(stats: Stats, width: number): readonly StyledLine[] {
  const time = windowText(stats.window);
  if (stats.errors.rates.length === 0)
    return [[piece(`No runs ${typeof stats.window === "string" ? "in the " : ""}${time}.`)]];
  const title = stats.by === undefined ? "Traces" : `Runs by ${stats.by}`;
  return [
    ...section(`${title}, ${time}`, tableLines(runRows(stats), runColumns(stats.by), width)),
    ...section("Latency", histogramLines(stats.histogram)),
    ...section("Errors", errorLines(stats.errors.types, width)),
    ...section("Model calls", tableLines(stats.tokens.slice(0, MAX_ROWS), callColumns(stats.by), width), stats.tokens),
    ...section("Fallbacks", fallbackLines(stats.fallbacks), stats.fallbacks.routes),
    ...section("Caches", cacheLines(stats)),
  ].slice(1);
}

function section(
  title: string,
  lines: readonly StyledLine[],
  about: readonly unknown[] = lines,
): readonly StyledLine[] {
  return about.length === 0 ? [] : [[], [piece(title, "bold")], ...lines];
}

interface RunRow extends ErrorRate {
  readonly latency: LatencyRow | undefined;
}

/** A group in which no run has ended has no latency. */
function runRows({ errors, latency }: Stats): readonly RunRow[] {
  const byKey = new Map(latency.map((row) => [row.key, row]));
  return errors.rates.slice(0, MAX_ROWS).map((rate) => ({ ...rate, latency: byKey.get(rate.key) }));
}

function runColumns(by: string | undefined): readonly Column<RunRow>[] {
  const latency = (title: string, read: (row: LatencyRow) => number): Column<RunRow> => ({
    title,
    align: "right",
    text: (row) => (row.latency === undefined ? "-" : millisText(read(row.latency))),
  });
  return [
    ...keyColumn(by),
    { title: "runs", align: "right", text: ({ runs }) => countText(runs) },
    { title: "failed", align: "right", text: ({ rate }) => percentText(rate) },
    latency("mean", ({ meanMs }) => meanMs),
    latency("p50", ({ p50Ms }) => p50Ms),
    latency("p95", ({ p95Ms }) => p95Ms),
    latency("p99", ({ p99Ms }) => p99Ms),
  ];
}

function keyColumn(by: string | undefined): readonly Column<{ readonly key?: string }>[] {
  return by === undefined ? [] : [{ title: by, mayShrink: true, text: ({ key }) => key ?? "(none)" }];
}

function callColumns(by: string | undefined): readonly Column<Stats["tokens"][number]>[] {
  return [...keyColumn(by === "agent" || by === "model" ? by : undefined), ...CALL_COLUMNS];
}

function fallbackLines({ traces, tracesWithFallback, rate, lostMs, routes }: FallbackStats): readonly StyledLine[] {
  const share = `${countText(tracesWithFallback)} of ${counted(traces, "trace")} (${percentText(rate)})`;
  return [[piece(`${share}, ${millisText(lostMs)} lost`)], ...routes.slice(0, MAX_REASONS).map(routeLine)];
}

function routeLine({ fromModel = "?", toModel = "?", reason, status, fallbacks, answered }: FallbackRoute): StyledLine {
  const why = [reason ?? "no reason known", ...(status === undefined ? [] : [String(status)])].join(" ");
  const route = plainText(`${fromModel} to ${toModel}`);
  return [piece(`${countText(fallbacks)} × ${route}, after ${plainText(why)}; ${countText(answered)} answered`)];
}

function cacheLines({ caches }: Stats): readonly StyledLine[] {
  const sum = (read: (row: Stats["caches"][number]) => number) => caches.reduce((total, row) => total + read(row), 0);
  const [calls, hits] = [sum((row) => row.calls), sum((row) => row.hits)];
  const [prompt, cached] = [sum((row) => row.promptTokens), sum((row) => row.cachedPromptTokens)];
  const answered = `${percentText(hits / calls)} of the calls answered by LangChain's cache`;
  const known = `${percentText(cached / prompt)} of the prompts' tokens known to the provider's`;
  return [...(hits > 0 ? [[piece(answered)]] : []), ...(cached > 0 ? [[piece(known)]] : [])];
}
