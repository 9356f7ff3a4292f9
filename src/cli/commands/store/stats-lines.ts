import { firstLineOf, plainText } from "../../../records/plain-text.js";
import type {
  ErrorMessage,
  ErrorRate,
  ErrorType,
  FallbackRoute,
  FallbackStats,
  LatencyBar,
  LatencyRow,
  TokenRow,
} from "../../../store/index.js";
import { counted, countText, millisText } from "../../../terminal/amounts.js";
import { cutText, type LongText } from "../../../terminal/long-text.js";
import { cellsOfLine, piece, type StyledLine } from "../../../terminal/styled-line.js";
import { timeBar } from "../../../trace-view/time-bar.js";
import type { Stats } from "./read-stats.js";
import { dollarsText, percentText } from "./stat-texts.js";
import { type Column, tableLines } from "./table.js";
import { windowText } from "./time-flags.js";

const MAX_ROWS = 30;
const MAX_REASONS = 5;
const MAX_ERROR_TYPES = 5;
const BAR_CELLS = 40;

/** The statistics of a window for a person. Parts without data are left out. */
export function statsLines(stats: Stats, width: number): readonly StyledLine[] {
  const time = windowText(stats.window);
  if (stats.errors.rates.length === 0)
    return [[piece(`No runs ${typeof stats.window === "string" ? "in the " : ""}${time}.`)]];
  return [
    ...section(`${titleOf(stats)}, ${time}`, tableLines(runRows(stats), runColumns(stats.by), width)),
    ...section("Latency", histogramLines(stats.histogram)),
    ...section("Errors", errorLines(stats.errors.types, width)),
    ...section("Model calls", tableLines(stats.tokens.slice(0, MAX_ROWS), callColumns(stats.by), width), stats.tokens),
    ...section("Fallbacks", fallbackLines(stats.fallbacks), stats.fallbacks.routes),
    ...section("Caches", cacheLines(stats)),
    ...(stats.notice === undefined ? [] : [[], [piece(stats.notice, "yellow" as const)]]),
  ].slice(1);
}

function titleOf({ by }: Stats): string {
  if (by === undefined) return "Traces";
  return by === "trace" ? "Traces by name" : `Runs by ${by}`;
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
  const known = `${percentText(cached / prompt)} of the prompts' tokens read from the provider's cache`;
  return [...(hits > 0 ? [[piece(answered)]] : []), ...(cached > 0 ? [[piece(known)]] : [])];
}

/** The usage and cost of model calls. An unknown cost is a dash, which is not zero. */
const CALL_COLUMNS: readonly Column<TokenRow>[] = [
  { title: "calls", align: "right", text: ({ calls }) => countText(calls) },
  { title: "tokens in", align: "right", text: ({ promptTokens }) => countText(promptTokens) },
  { title: "out", align: "right", text: ({ completionTokens }) => countText(completionTokens) },
  { title: "known cost", align: "right", text: ({ cost: { recorded } }) => costText(recorded) },
  { title: "estimated", align: "right", text: ({ cost: { estimated } }) => costText(estimated, "~") },
  { title: "no price", align: "right", text: ({ cost: { unpricedCalls } }) => callsText(unpricedCalls) },
];

function costText(dollars: number | undefined, sign = ""): string {
  return dollars === undefined ? "-" : `${sign}${dollarsText(dollars)}`;
}

function callsText(calls: number): string {
  return calls === 0 ? "-" : `${countText(calls)} ${calls === 1 ? "call" : "calls"}`;
}

/** The most frequent types, the messages of their errors, how often, and for each a trace to look at. */
function errorLines(types: readonly ErrorType[], width: number): readonly StyledLine[] {
  const more = types.length - MAX_ERROR_TYPES;
  return [
    ...types.slice(0, MAX_ERROR_TYPES).flatMap((type) => errorTypeLines(type, width)),
    ...(more > 0 ? [[piece(`and ${counted(more, "more type")}: --json has up to 20`, "dim" as const)]] : []),
  ];
}

function errorTypeLines(failures: ErrorType, width: number): readonly StyledLine[] {
  const { type, count, messages, differentMessages } = failures;
  const times = `${countText(count)} × `;
  const name = [piece(times), piece(plainText(type === "" ? "(no type)" : type), "red" as const)];
  const indent = " ".repeat(times.length);
  const [only, ...others] = messages;
  if (only !== undefined && others.length === 0) return messageLines(only, name, indent, width);
  const more = differentMessages - messages.length;
  return [
    [...name, piece(`, with ${countText(differentMessages)} different messages`)],
    ...messages.flatMap((one) => {
      const ownTimes = `${indent}${countText(one.count)} ×`;
      return messageLines(one, [piece(ownTimes)], `${" ".repeat(ownTimes.length)} `, width);
    }),
    ...(more > 0 ? [[piece(`${indent}and ${counted(more, "other message")}`, "dim" as const)]] : []),
  ];
}

/** The message of the newest of some failures: the numbers and ids in it are its own. */
function messageLines(
  { count, message = "", traceId }: ErrorMessage,
  before: StyledLine,
  indent: string,
  width: number,
): readonly StyledLine[] {
  const colon = count > 1 ? ", the newest: " : ": ";
  const cells = width - cellsOfLine(before) - colon.length;
  const said = message === "" ? "" : colon + cutText(firstLine(message), cells);
  return [[...before, piece(said)], [piece(`${indent}show ${traceId}`, "dim")]];
}

function firstLine(message: string): LongText {
  const text = firstLineOf(message);
  return { text, moreCharacters: Math.max(0, plainText(message).length - text.length) };
}

/** One line for each range of durations, its bar as long as its share of the largest. */
function histogramLines(bars: readonly LatencyBar[]): readonly StyledLine[] {
  const most = Math.max(0, ...bars.map(({ runs }) => runs));
  const labels = bars.map(({ fromMs, toMs }) =>
    toMs === undefined ? `${millisText(fromMs)} +` : `< ${millisText(toMs)}`,
  );
  const width = Math.max(0, ...labels.map(({ length }) => length));
  return bars.map(({ runs }, index) => {
    const bar =
      runs === 0 ? "" : timeBar({ fromMicros: 0, toMicros: runs }, { fromMicros: 0, toMicros: most }, BAR_CELLS);
    return [
      piece(`${(labels[index] ?? "").padStart(width)}  `, "dim"),
      piece(bar, "cyan"),
      piece(` ${countText(runs)}`),
    ];
  });
}
