import { AGENTS_CASE } from "./cases/agents.js";
import { FIRST_RUNS_CASE } from "./cases/first-runs.js";
import { HAND_OVER_CASE, HAND_OVERS, RUNS_A_HAND_OVER } from "./cases/hand-over.js";
import { FIRST_RUNS, HEAP_CASE, LATER_RUNS } from "./cases/heap.js";
import { ENTRY_MODULES, importMillis } from "./cases/import-time.js";
import { FIRST_CHILDREN, LARGE_TRACE_CASE, LATER_CHILDREN } from "./cases/large-trace.js";
import { leastStartCosts } from "./cases/register-start.js";
import { registerTime } from "./cases/register-time.js";
import { SHORT_RUNS_CASE, WARM_RUNS_CASE } from "./cases/short-runs.js";
import { folderSpeed, STORED_SPANS, type StoreSpeed, serverSpeed } from "./cases/store.js";
import { QUERIED_SPANS, queryTimes } from "./cases/store-queries.js";
import type { ContenderName } from "./contenders/contender.js";
import { measureOnce } from "./harness/measure.js";
import { measureMedians } from "./harness/medians.js";
import type { Sink } from "./harness/sink.js";
import { agentsTable } from "./report/agents-table.js";
import { markdownTable, megabytes, whole } from "./report/markdown-table.js";
import { shortRunsTable } from "./report/short-runs-table.js";

/** What a person asked to be measured. */
export interface Order {
  readonly contenders: readonly ContenderName[];
  /** Fresh processes for each contender, of which the median counts. */
  readonly processes: number;
  readonly sink: Sink;
}

/** Measures one part of the benchmark and tells it in Markdown. */
export type Section = (order: Order) => Promise<string>;

const IMPORTS_A_PROCESS = 3;

export const SECTIONS: ReadonlyMap<string, Section> = new Map([
  ["short-runs", shortRuns],
  ["warm-runs", warmRuns],
  ["first-runs", firstRuns],
  ["agents", agents],
  ["import-time", importTime],
  ["register", register],
  ["register-start", registerStart],
  ["hand-over", handOver],
  ["heap", heap],
  ["large-trace", largeTrace],
  ["store", store],
  ["store-queries", storeQueries],
]);

async function shortRuns({ contenders, processes, sink }: Order): Promise<string> {
  const medians = await measureMedians(SHORT_RUNS_CASE, contenders, processes, sink);
  return `### Short runs\n\n${shortRunsTable(medians)}`;
}

async function warmRuns({ contenders, processes, sink }: Order): Promise<string> {
  const medians = await measureMedians(WARM_RUNS_CASE, contenders, processes, sink);
  return `### Short runs in a warm process\n\n${shortRunsTable(medians)}`;
}

async function firstRuns({ contenders, processes, sink }: Order): Promise<string> {
  const medians = await measureMedians(FIRST_RUNS_CASE, contenders, processes, sink);
  const rows = [...medians].map(([name, { wallMicros, cpuMicros, endedTraces }]) => [
    name,
    whole(wallMicros / 1000),
    whole(cpuMicros / 1000),
    whole(endedTraces),
  ]);
  return `### First ten runs of a process\n\n${markdownTable(["", "ms, import to delivered", "CPU ms, Node.js included", "traces ended of 10"], rows)}`;
}

async function agents({ contenders, processes, sink }: Order): Promise<string> {
  const medians = await measureMedians(AGENTS_CASE, contenders, processes, sink);
  return `### Agents of 30 turns\n\n${agentsTable(medians)}`;
}

async function importTime({ contenders, processes }: Order): Promise<string> {
  const rows: string[][] = [];
  for (const name of contenders) {
    const specifier = ENTRY_MODULES.get(name);
    if (specifier === undefined) continue;
    rows.push([`\`${specifier}\``, (await importMillis(specifier, processes * IMPORTS_A_PROCESS)).toFixed(1)]);
  }
  return `### Import\n\n${markdownTable(["", "ms above `@langchain/core/callbacks/base`"], rows)}`;
}

async function register({ processes }: Order): Promise<string> {
  const { registerMs, emptyMs } = await registerTime(processes * IMPORTS_A_PROCESS);
  const times = `${registerMs.toFixed(1)} ms; an empty package takes ${emptyMs.toFixed(1)} ms`;
  return `### Register, switched off\n\n\`langchain-opik/register\`: ${times}.`;
}

async function registerStart({ processes }: Order): Promise<string> {
  const costs = await leastStartCosts(processes * IMPORTS_A_PROCESS);
  const rows = [...costs].map(([name, { cpuMicros, wallMicros }]) => [
    name,
    whole(cpuMicros / 1000),
    whole(wallMicros / 1000),
  ]);
  return `### Start of a program that loads LangChain\n\n${markdownTable(["", "CPU ms", "ms"], rows)}`;
}

async function handOver({ processes, sink }: Order): Promise<string> {
  const medians = await measureMedians(HAND_OVER_CASE, ["langchain-opik"], processes, sink);
  const cpuMicros = medians.get("langchain-opik")?.cpuMicros ?? 0;
  const microsARun = whole(cpuMicros / (HAND_OVERS * RUNS_A_HAND_OVER));
  return `### From accepted to answered\n\n\`langchain-opik\`: ${microsARun} µs of CPU a run.`;
}

async function heap({ sink }: Order): Promise<string> {
  const { beforeBytes, afterBytes } = await measureOnce(HEAP_CASE, "langchain-opik", sink);
  const sizes = `${megabytes(beforeBytes)} MB after ${whole(FIRST_RUNS)} runs, ${megabytes(afterBytes)} MB after`;
  return `### Live heap\n\n\`langchain-opik\`: ${sizes} ${whole(FIRST_RUNS + LATER_RUNS)}.`;
}

async function largeTrace({ contenders, processes, sink }: Order): Promise<string> {
  const medians = await measureMedians(LARGE_TRACE_CASE, contenders, processes, sink);
  const head = [
    "",
    "µs a run",
    `MB after ${whole(FIRST_CHILDREN)}`,
    `MB after ${whole(FIRST_CHILDREN + LATER_CHILDREN)}`,
  ];
  const rows = [...medians].map(([name, { wallMicros, beforeBytes, afterBytes }]) => [
    name,
    whole(wallMicros / LATER_CHILDREN),
    megabytes(beforeBytes),
    megabytes(afterBytes),
  ]);
  return `### One large trace\n\n${markdownTable(head, rows)}`;
}

/** The server is measured where `TEST_DATABASE_URL` names one. */
async function store({ processes }: Order): Promise<string> {
  const address = process.env.TEST_DATABASE_URL;
  const row = (name: string, { spansASecond, longestPauseMs }: StoreSpeed) => [
    name,
    whole(spansASecond),
    whole(longestPauseMs),
  ];
  const rows = [row("folder (PGlite)", await folderSpeed(processes))];
  if (address !== undefined) rows.push(row("PostgreSQL server", await serverSpeed(address, processes)));
  const table = markdownTable(
    [`${whole(STORED_SPANS)} spans of 1.5 kB into`, "spans/s", "longest pause of the event loop, ms"],
    rows,
  );
  return `### Trace store\n\n${table}`;
}

/** Measured where `TEST_DATABASE_URL` names a server; Redis where `TEST_REDIS_URL` does. */
async function storeQueries(): Promise<string> {
  const address = process.env.TEST_DATABASE_URL;
  if (address === undefined) return "### Statistics\n\nTEST_DATABASE_URL names no server.";
  const times = await queryTimes(address, process.env.TEST_REDIS_URL);
  const rows = times.map(({ window, firstMs, repeatedMs, redisMs }) => [
    window,
    firstMs.toFixed(1),
    repeatedMs.toFixed(2),
    redisMs?.toFixed(2) ?? "",
  ]);
  const head = [
    `window, of ${whole(QUERIED_SPANS)} spans in 30 days`,
    "database, ms",
    "again, from memory",
    "from Redis",
  ];
  return `### Statistics\n\nLatencies by model.\n\n${markdownTable(head, rows)}`;
}
