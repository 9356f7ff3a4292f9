import { isoTime } from "../../records/clock.js";
import type { RetentionOptions } from "../../records/record-store.js";
import { systemClock } from "../../runtime/system-clock.js";
import type { Db } from "../db/db.js";
import { numberSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { DAY_MS } from "../partitions/day.js";
import { traceIdsWithin } from "../partitions/day-partitions.js";
import { dropOlderDays } from "../partitions/drop-older-days.js";
import { numberIn } from "../read/row-fields.js";
import { badOption } from "../read/time-window.js";

export interface PruneOptions extends RetentionOptions {
  /** The most records that one statement deletes, from 1 to 100,000. Default: 1,000. */
  readonly batchSize?: number;
  /** Called after each batch. */
  readonly onProgress?: (progress: { readonly deleted: number; readonly total: number }) => void;
  /** Stops after the current batch; what was deleted by then stays deleted. */
  readonly signal?: AbortSignal;
}

export interface Pruned {
  readonly traces: number;
  readonly spans: number;
}

const DEFAULT_BATCH_SIZE = 1_000;
const MAX_BATCH_SIZE = 100_000;
/** By then all of a day is too old, and most of its traces have ended. */
const SPARED_DAYS = 2;

/**
 * Deletes traces and spans that started more than this many days ago. In partitioned tables, days that are too old as a
 * whole are dropped. Each batch is a statement of its own, so that writers wait for one at most; rows that somebody
 * else has locked are left for the next time.
 *
 * @throws StoreError `bad_option`; DbError
 */
export async function deleteOlderThan(
  db: Db,
  names: TableNames,
  days: number,
  { batchSize = DEFAULT_BATCH_SIZE, wholeDays = false, onProgress, signal }: PruneOptions = {},
): Promise<Pruned> {
  if (!Number.isFinite(days) || days <= 0) throw badOption("days", days, "a number above 0");
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > MAX_BATCH_SIZE) {
    throw badOption("batchSize", batchSize, "a whole number from 1 to 100000");
  }
  const dropBefore = timeBefore(days);
  const before = wholeDays && names.partitions === "day" ? timeBefore(days + SPARED_DAYS) : dropBefore;
  const { spans, traces, attachments, scores } = names;
  const total = onProgress && (await countOlder(db, spans, dropBefore)) + (await countOlder(db, traces, dropBefore));
  const dropped = await dropOlderDays(db, names, dropBefore, {
    isStopped: () => signal?.aborted === true,
    onDropped: (deleted) => onProgress?.({ deleted, total: total ?? 0 }),
  });
  const within = await traceIdsWithin(db, names, { from: undefined, to: before });
  const prune = async (pruned: PrunedTable, deletedBefore: number) => {
    let deleted = 0;
    for (let batch = batchSize; batch === batchSize && signal?.aborted !== true; deleted += batch) {
      batch = await deleteBatch(db, pruned, within, { before, batchSize });
      onProgress?.({ deleted: deletedBefore + deleted + batch, total: total ?? 0 });
    }
    return deleted;
  };
  const deletedBefore = dropped.spans + dropped.traces;
  const goWithRows = { attachments, scores };
  const ofSpans = { table: spans, traceId: "trace_id", attached: { ...goWithRows, entityType: "span" } } as const;
  const deletedSpans = await prune(ofSpans, deletedBefore);
  const ofTraces = { table: traces, traceId: "id", attached: { ...goWithRows, entityType: "trace" } } as const;
  const deletedTraces = await prune(ofTraces, deletedBefore + deletedSpans);
  // Attachments and scores whose trace or span never came. They count as parts of those, and are not counted.
  const alone = { table: attachments, traceId: "trace_id" } as const;
  while (signal?.aborted !== true && (await deleteBatch(db, alone, within, { before, batchSize })) === batchSize);
  await db.query(`DELETE FROM ${scores} WHERE last_updated_at < $1::timestamptz`, [before]);
  return { spans: dropped.spans + deletedSpans, traces: dropped.traces + deletedTraces };
}

function timeBefore(days: number): string {
  return isoTime(Math.max(0, Math.floor(systemClock.wallTimeMs() - days * DAY_MS)) * 1000);
}

interface PrunedTable {
  readonly table: string;
  /** The column with the id of its trace. */
  readonly traceId: "id" | "trace_id";
  /** The tables of records that are deleted with a row. */
  readonly attached?: {
    readonly attachments: string;
    readonly scores: string;
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
  { table, traceId, attached }: PrunedTable,
  within: (traceId: string) => string,
  { before, batchSize }: { readonly before: string; readonly batchSize: number },
): Promise<number> {
  const attachedToo =
    attached === undefined
      ? ""
      : `,
attached AS (DELETE FROM ${attached.attachments} a USING gone
  WHERE a.trace_id = gone.trace_id AND a.entity_id = gone.id AND ${within("a.trace_id")}),
scored AS (DELETE FROM ${attached.scores} c USING gone
  WHERE c.entity_type = '${attached.entityType}' AND c.entity_id = gone.id::text)`;
  const [row] = await db.query(
    `WITH old AS (SELECT id, ${traceId} AS trace_id FROM ${table} WHERE start_time < $1::timestamptz AND ${within(traceId)}
  ORDER BY start_time, id LIMIT $2 FOR UPDATE SKIP LOCKED),
gone AS (DELETE FROM ${table} WHERE (id, ${traceId}) IN (SELECT id, trace_id FROM old) AND ${within(traceId)}
  RETURNING id, ${traceId} AS trace_id)${attachedToo}
SELECT ${numberSql("count(*)")} AS deleted FROM gone`,
    [before, batchSize],
  );
  return row === undefined ? 0 : numberIn(row, "deleted");
}
