import { openTraceStore } from "langchain-opik/store";
import pg from "pg";
import { median } from "../harness/numbers.js";

export const QUERIED_SPANS = 1_000_000;

const REPEATS = 9;

export interface QueryTimes {
  readonly window: string;
  /** The database's answer, in milliseconds. */
  readonly firstMs: number;
  /** The same from the cache in memory. */
  readonly repeatedMs: number;
  /** From Redis; absent where there is none. */
  readonly redisMs?: number;
}

/** Times of the latencies by model over a server's 1,000,000 spans of 30 days, whose tables go away afterwards. */
export async function queryTimes(address: string, redis: string | undefined): Promise<readonly QueryTimes[]> {
  const prefix = `bench_q${process.pid}_`;
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    await (await openTraceStore(address, { prefix })).close();
    await client.query(fillSql(`${prefix}spans`));
    await client.query(`VACUUM ANALYZE ${prefix}spans`);
    const times: QueryTimes[] = [];
    for (const window of ["1h", "24h", "7d", "30d"]) times.push(await timesOf(address, prefix, redis, window));
    return times;
  } finally {
    const tables = ["traces", "spans", "schema_migrations"].map((name) => `${prefix}${name}`);
    await client.query(`DROP TABLE IF EXISTS ${tables.join(", ")} CASCADE`);
    await client.end();
  }
}

async function timesOf(
  address: string,
  prefix: string,
  redis: string | undefined,
  window: string,
): Promise<QueryTimes> {
  const database = await medianMs(address, { prefix, cache: "off" }, window);
  const memory = await medianMs(address, { prefix, cache: "memory" }, window);
  if (redis === undefined || !isRedis(redis)) return { window, firstMs: database, repeatedMs: memory };
  return {
    window,
    firstMs: database,
    repeatedMs: memory,
    redisMs: await medianMs(address, { prefix, cache: redis }, window),
  };
}

function isRedis(address: string): address is `redis://${string}` {
  return address.startsWith("redis://");
}

async function medianMs(
  address: string,
  options: NonNullable<Parameters<typeof openTraceStore>[1]>,
  window: string,
): Promise<number> {
  const store = await openTraceStore(address, options);
  await store.latencyStats({ window, by: "model" });
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const startMs = performance.now();
    await store.latencyStats({ window, by: "model" });
    times.push(performance.now() - startMs);
  }
  await store.close();
  return median(times);
}

/** Model calls at even distances up to now, with durations that no two have alike. */
function fillSql(table: string): string {
  return `INSERT INTO ${table} (id, trace_id, name, kind, model, provider, agent, start_time, end_time, duration_ms, status,
  prompt_tokens, completion_tokens, total_tokens, tags, cache_hit, input, output, metadata, last_updated_at)
SELECT gen_random_uuid(), gen_random_uuid(), 'ChatOpenAI', 'llm', 'model ' || n % 7, 'openai', 'agent ' || n % 11,
  now() - n * interval '30 days' / ${QUERIED_SPANS}, now(), random() * 5000, 'ok', 200, 40, 240, '{}', false,
  jsonb_build_object('text', repeat('question ', 20)), jsonb_build_object('text', repeat('answer ', 20)), '{}', now()
FROM generate_series(1, ${QUERIED_SPANS}) AS n`;
}
