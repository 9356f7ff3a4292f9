import { isoTime } from "../../records/clock.js";
import type { WorkOptions } from "../../records/record-store.js";
import { systemClock } from "../../runtime/system-clock.js";
import type { Db } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { numberIn } from "../read/row-fields.js";
import { badOption } from "../read/time-window.js";

export interface PruneOptions extends WorkOptions {
  /** Records that one statement deletes at most, from 1 to 100,000. Default: 1,000. */
  readonly batchSize?: number;
  /** Called after each batch. */
  readonly onProgress?: (progress: { readonly deleted: number; readonly total: number }) => void;
  /** Ends it after the batch under way; what is deleted until then stays so. */
  readonly signal?: AbortSignal;
}

export interface Pruned {
  readonly traces: number;
  readonly spans: number;
}

const DAY_MS = 86_400_000;
const DEFAULT_BATCH_SIZE = 1_000;
const MAX_BATCH_SIZE = 100_000;

/**
 * Deletes traces and spans that started longer ago than so many days. Each batch is a statement of its own, so that
 * writers wait for one at most; rows that somebody else holds are left for the next time.
 *
 * @throws StoreError `bad_option`; DbError
 */
export async function deleteOlderThan(
  db: Db,
  { spans, traces, attachments, scores }: TableNames,
  days: number,
  { batchSize = DEFAULT_BATCH_SIZE, onProgress, signal }: PruneOptions = {},
): Promise<Pruned> {
  if (!Number.isFinite(days) || days <= 0) throw badOption("days", days, "a number above 0");
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > MAX_BATCH_SIZE) {
    throw badOption("batchSize", batchSize, "a whole number from 1 to 100000");
  }
  const before = isoTime(Math.max(0, Math.floor(systemClock.wallTimeMs() - days * DAY_MS)) * 1000);
  const total = onProgress && (await countOlder(db, spans, before)) + (await countOlder(db, traces, before));
  const prune = async (pruned: PrunedTable, deletedBefore: number) => {
    let deleted = 0;
    for (let batch = batchSize; batch === batchSize && signal?.aborted !== true; deleted += batch) {
      batch = await deleteBatch(db, pruned, before, batchSize);
      onProgress?.({ deleted: deletedBefore + deleted + batch, total: total ?? 0 });
    }
    return deleted;
  };
  const deletedSpans = await prune(
    { table: spans, attached: { attachments, scores, traceId: "trace_id", entityType: "span" } },
    0,
  );
  const ofTraces = { attachments, scores, traceId: "id", entityType: "trace" } as const;
  const deletedTraces = await prune({ table: traces, attached: ofTraces }, deletedSpans);
  // Those of which the trace or the span never came. They are part of those, and not counted.
  while (signal?.aborted !== true && (await deleteBatch(db, { table: attachments }, before, batchSize)) === batchSize);
  await db.query(`DELETE FROM ${scores} WHERE last_updated_at < $1::timestamptz`, [before]);
  return { spans: deletedSpans, traces: deletedTraces };
}

interface PrunedTable {
  readonly table: string;
  /** What goes with a row: attachments of its id, found by the column with the id of its trace. */
  readonly attached?: {
    readonly attachments: string;
    readonly scores: string;
    readonly traceId: "id" | "trace_id";
    readonly entityType: "span" | "trace";
  };
}

async function countOlder(db: Db, table: string, before: string): Promise<number> {
  const sql = `SELECT ${numberSql("count(*)")} AS older FROM ${table} WHERE start_time < $1::timestamptz`;
  const [row] = await db.query(sql, [before]);
  return row === undefined ? 0 : numberIn(row, "older");
}

async function deleteBatch(
  db: Db,
  { table, attached }: PrunedTable,
  before: string,
  batchSize: number,
): Promise<number> {
  const attachedToo =
    attached === undefined
      ? ""
      : `,
attached AS (DELETE FROM ${attached.attachments} a USING gone WHERE a.trace_id = gone.trace_id AND a.entity_id = gone.id),
scored AS (DELETE FROM ${attached.scores} c USING gone
  WHERE c.entity_type = '${attached.entityType}' AND c.entity_id = gone.id::text)`;
  const [row] = await db.query(
    `WITH old AS (SELECT id FROM ${table} WHERE start_time < $1::timestamptz
  ORDER BY start_time, id LIMIT $2 FOR UPDATE SKIP LOCKED),
gone AS (DELETE FROM ${table} WHERE id IN (SELECT id FROM old) RETURNING id, ${attached?.traceId ?? "id"} AS trace_id)${attachedToo}
SELECT ${numberSql("count(*)")} AS deleted FROM gone`,
    [before, batchSize],
  );
  return row === undefined ? 0 : numberIn(row, "deleted");
}
