import { parseArgs } from "node:util";
import type { TraceStore } from "langchain-opik/store";
import pg from "pg";
import { modelCall } from "../cases/model-call.js";
import { takeFreshBuild } from "../harness/fresh-build.js";
import { describeMachine } from "../report/machine-info.js";
import { markdownTable, whole } from "../report/markdown-table.js";
import { type Filling, fill, oldestMs, SPANS_A_TRACE } from "./fill.js";

/**
 * `npm run partitions`: whole tables beside partitions by day, on the server that TEST_DATABASE_URL names, in a database
 * of its own that is dropped afterwards. `-- --spans 20000000` needs 20 GB and an hour. Prints a table for
 * docs/trace-store.md.
 */

const WRITTEN_SPANS = 20_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** What was measured, in words and numbers. */
type Figures = ReadonlyMap<string, string>;

const { values } = parseArgs({
  options: { spans: { type: "string", default: "200000" }, days: { type: "string", default: "30" } },
});
takeFreshBuild();
const { openTraceStore } = await import("langchain-opik/store");
const address = process.env["TEST_DATABASE_URL"];
if (address === undefined)
  throw new Error("TEST_DATABASE_URL names no server, such as postgres://root@127.0.0.1:5432/test.");

const [none, day] = [await measured("none"), await measured("day")];
console.log(describeMachine());
console.log(
  markdownTable(
    [`${whole(Number(values.spans))} spans in ${values.days} days`, "whole tables", "partitions by day"],
    [...none].map(([name, figure]) => [name, figure, day.get(name) ?? ""]),
  ),
);

async function measured(partitions: "none" | "day"): Promise<Figures> {
  const name = `langchain_opik_bench_${process.pid}_${partitions}`;
  const server = await connected(address ?? "");
  await server.query(`CREATE DATABASE ${name}`);
  const own = new URL(address ?? "");
  own.pathname = `/${name}`;
  try {
    const client = await connected(own.href);
    const store = await openTraceStore(own.href, { partitions, cache: "off" });
    try {
      return await figures(client, store);
    } finally {
      await store.close();
      await client.end();
    }
  } finally {
    await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.end();
  }
}

async function connected(location: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: location });
  await client.connect();
  return client;
}

async function figures(client: pg.Client, store: TraceStore): Promise<Figures> {
  const filling: Filling = { spans: Number(values.spans), days: Number(values.days), nowMs: Date.now() };
  const found = new Map<string, string>();
  const note = (name: string, figure: string) => {
    found.set(name, figure);
    console.error(`${store.partitions}: ${name}: ${figure}`);
  };
  note("filled by SQL, spans/s", whole(await fill(client, store, filling)));
  note("on disk, GB", (Number(await answerTo(client, "pg_database_size(current_database())")) / 1e9).toFixed(1));
  note("written by the store, spans/s", whole(await writeRate(store, 3)));
  for (const window of ["24h", `${values.days}d`]) {
    for (const [name, ask] of statistics(store, window))
      note(`${name}, ${window}, ms`, await fastestMs(ask, window === "24h" ? 3 : 1));
  }
  for (const [name, ask] of lists(store, filling)) note(`${name}, ms`, await fastestMs(ask, 5));
  const walBefore = await answerTo(client, "pg_current_wal_lsn()");
  const endOfOldestMs = oldestMs(filling) + DAY_MS + HOUR_MS;
  const startMs = performance.now();
  const gone = await store.deleteOlderThan((Date.now() - endOfOldestMs) / DAY_MS, { wholeDays: true });
  note("retention of the oldest day, s", ((performance.now() - startMs) / 1000).toFixed(1));
  note("spans that went", whole(gone.spans));
  const wal = Number(await answerTo(client, `pg_wal_lsn_diff(pg_current_wal_lsn(), '${String(walBefore)}')`));
  note("write-ahead log of that, MB", (wal / 1e6).toFixed(1));
  return found;
}

async function answerTo(client: pg.Client, sql: string): Promise<unknown> {
  const { rows } = await client.query<{ value: unknown }>(`SELECT ${sql} AS value`);
  return rows[0]?.value;
}

async function fastestMs(ask: () => Promise<unknown>, repeats: number): Promise<string> {
  const times: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const startMs = performance.now();
    await ask();
    times.push(performance.now() - startMs);
  }
  const ms = Math.min(...times);
  return ms < 10 ? ms.toFixed(1) : whole(ms);
}

type Question = readonly [name: string, ask: () => Promise<unknown>];

function statistics(store: TraceStore, window: string): readonly Question[] {
  return [
    ["latencies by model", () => store.latencyStats({ window, by: "model" })],
    ["latencies by agent", () => store.latencyStats({ window, by: "agent" })],
    ["histogram of traces", () => store.latencyHistogram({ window })],
    ["errors", () => store.errorStats({ window })],
    ["tokens by model", () => store.tokenStats({ window, by: "model" })],
    ["fallbacks", () => store.fallbackStats({ window })],
    ["caches", () => store.cacheStats({ window })],
  ];
}

function lists(store: TraceStore, { days, nowMs }: Filling): readonly Question[] {
  const from = new Date(nowMs - (days / 2) * DAY_MS);
  const window = { from, to: new Date(from.getTime() + HOUR_MS) };
  return [
    ["newest 50 traces", () => store.findTraces()],
    ["newest 50 traces of 24h", () => store.findTraces({ window: "24h" })],
    ["the next 50 of them", () => secondPage(store, "24h")],
    ["50 traces of an hour in the middle", () => store.findTraces({ window })],
    ["failed traces of 24h", () => store.findTraces({ window: "24h", status: "error" })],
    ["one trace", async () => store.getTrace((await store.findTraces({ window, limit: 1 })).items[0]?.id ?? "")],
  ];
}

async function secondPage(store: TraceStore, window: string): Promise<unknown> {
  const { next } = await store.findTraces({ window });
  return store.findTraces({ window, ...(next !== undefined && { after: next }) });
}

/** Spans a second that a program's own traces of now are stored with: the best of some rounds. */
async function writeRate(store: TraceStore, rounds: number): Promise<number> {
  if (rounds > 1) return Math.max(await writeRate(store, 1), await writeRate(store, rounds - 1));
  const nowMs = Date.now();
  const records = Array.from({ length: WRITTEN_SPANS }, (_, index) => spanRecord(nowMs + index, index));
  const startMs = performance.now();
  const { stored } = await store.write("span", records);
  if (stored !== WRITTEN_SPANS) throw new Error(`Only ${stored} of ${WRITTEN_SPANS} spans were stored.`);
  return WRITTEN_SPANS / ((performance.now() - startMs) / 1000);
}

/** Ten of a trace. */
function spanRecord(timeMs: number, number: number) {
  const id = (counted: number) => {
    const time = (timeMs - (number % SPANS_A_TRACE)).toString(16).padStart(12, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-a000-${counted.toString(16).padStart(12, "0")}`;
  };
  return modelCall({ number, id: id(number), traceId: id(Math.floor(number / SPANS_A_TRACE)), timeMs });
}
