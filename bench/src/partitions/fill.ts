import type { TraceStore } from "langchain-opik/store";
import type pg from "pg";

export const SPANS_A_TRACE = 10;
const DAY_MS = 86_400_000;

export interface Filling {
  readonly spans: number;
  readonly days: number;
  /** When the newest began, in milliseconds since 1970. */
  readonly nowMs: number;
}

/** The first moment of the oldest day. */
export function oldestMs({ days, nowMs }: Filling): number {
  return Math.floor(nowMs / DAY_MS - days + 1) * DAY_MS;
}

/**
 * Traces of ten spans at even distances, in whole days and the part of today that is over: an agent, five calls of
 * models, three of tools and a retrieval. Written by the database itself, day by day, beside a trace and a span of each day
 * that the store writes, which makes the day's partitions where there are such. Returns spans a second.
 */
export async function fill(client: pg.Client, store: TraceStore, filling: Filling): Promise<number> {
  const first = oldestMs(filling);
  const traces = filling.spans / SPANS_A_TRACE;
  const stepMs = (filling.nowMs - first) / traces;
  for (let dayMs = first; dayMs < filling.nowMs; dayMs += DAY_MS) {
    const time = new Date(dayMs + 1).toISOString();
    const one = { id: idAt(dayMs + 1), name: "first of the day", start_time: time, end_time: time };
    await store.write("trace", [one]);
    await store.write("span", [{ ...one, trace_id: one.id, type: "chain" }]);
  }
  const startMs = performance.now();
  for (let dayMs = first; dayMs < filling.nowMs; dayMs += DAY_MS) {
    const [from, to] = [dayMs, Math.min(dayMs + DAY_MS, filling.nowMs)].map((ms) => Math.round((ms - first) / stepMs));
    await client.query(TRACES_SQL, [first, stepMs, from, (to ?? 0) - 1]);
    await client.query(SPANS_SQL, [first, stepMs, from, (to ?? 0) - 1]);
  }
  const seconds = (performance.now() - startMs) / 1000;
  await client.query("VACUUM ANALYZE");
  return filling.spans / seconds;
}

function idAt(timeMs: number): string {
  const hex = timeMs.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-9000-000000000000`;
}

/** A UUID of version 7 of this moment, which a second number tells from others. */
function idSql(ms: string, number: string): string {
  return `(lpad(to_hex(${ms}), 12, '0') || '7' || lpad(to_hex(${number}), 3, '0') || '8' || lpad(to_hex(t), 15, '0'))::uuid`;
}

const TRACE_MS = "($1::bigint + (t * $2::double precision)::bigint)";
const SPAN_MS = `(${TRACE_MS} + k * 150)`;
const TRACE_NUMBERS = "generate_series($3::bigint, $4::bigint) AS t";
// Ends after between 0.1 and 10 seconds.
const DURATION_MS = "(100 + (t * 7919 + k * 104729) % 9900)";
const FAILED = "(t + k) % 50 = 0";
const FELL_BACK = "(k = 3 AND t % 20 = 0)";

function timeSql(ms: string): string {
  return `to_timestamp((${ms})::double precision / 1000)`;
}

const TRACES_SQL = `INSERT INTO traces (id, project, name, agent, thread_id, start_time, end_time, duration_ms, status, tags,
  source, input, output, metadata, total_tokens, last_updated_at)
SELECT ${idSql(TRACE_MS, "0")}, 'bench', 'support', 'agent ' || t % 11, 'thread ' || t / 4, ${timeSql(TRACE_MS)},
  ${timeSql(`${TRACE_MS} + 12000`)}, 12000, CASE WHEN t % 50 = 0 THEN 'error' ELSE 'ok' END, '{demo}', 'sdk',
  jsonb_build_object('text', 'Where is my order ' || t || '?'), jsonb_build_object('text', 'With the courier.'),
  jsonb_build_object('summary', jsonb_build_object('errors', 0, 'time_lost_ms', 100)), 1200, ${timeSql(TRACE_MS)}
FROM ${TRACE_NUMBERS}`;

const SPANS_SQL = `INSERT INTO spans (id, trace_id, parent_span_id, project, name, kind, agent, model, provider, start_time, end_time,
  duration_ms, status, error_type, error_message, prompt_tokens, completion_tokens, total_tokens, ttft_ms, tags, source,
  cache_hit, attempt_number, attempt_kind, input, output, metadata, last_updated_at)
SELECT ${idSql(SPAN_MS, "k + 1")}, ${idSql(TRACE_MS, "0")},
  CASE WHEN k > 0 THEN ${idSql(TRACE_MS, "1")} END, 'bench',
  CASE WHEN k = 0 THEN 'support' WHEN k < 6 THEN 'ChatOpenAI' WHEN k < 9 THEN 'tool ' || k ELSE 'search' END,
  CASE WHEN k = 0 THEN 'chain' WHEN k < 6 THEN 'llm' WHEN k < 9 THEN 'tool' ELSE 'retrieval' END,
  'agent ' || t % 11, CASE WHEN k BETWEEN 1 AND 5 THEN 'model ' || (t + k) % 7 END,
  CASE WHEN k BETWEEN 1 AND 5 THEN 'openai' END, ${timeSql(SPAN_MS)}, ${timeSql(`${SPAN_MS} + ${DURATION_MS}`)}, ${DURATION_MS},
  CASE WHEN ${FAILED} THEN 'error' ELSE 'ok' END, CASE WHEN ${FAILED} THEN 'RateLimitError' END,
  CASE WHEN ${FAILED} THEN 'slow down' END, CASE WHEN k BETWEEN 1 AND 5 THEN 200 + t % 100 END,
  CASE WHEN k BETWEEN 1 AND 5 THEN 40 END, CASE WHEN k BETWEEN 1 AND 5 THEN 240 + t % 100 END, NULL, '{demo}', 'sdk', false,
  CASE WHEN ${FELL_BACK} THEN 2 END, CASE WHEN ${FELL_BACK} THEN 'fallback' END,
  jsonb_build_object('text', 'Where is my order ' || t || '?'), jsonb_build_object('text', 'With the courier.'),
  CASE WHEN ${FELL_BACK} THEN '{"attempt":{"previous_model":"model 0","wait_ms":100,"reason":{"type":"RateLimitError","status":429}}}'::jsonb
    ELSE '{"temperature":0.1}'::jsonb END, ${timeSql(SPAN_MS)}
FROM ${TRACE_NUMBERS}, generate_series(0::bigint, ${SPANS_A_TRACE - 1}) AS k`;
