import type { Queryable, Row } from "../db/db.js";
import { isoSql } from "../db/sql-values.js";
import type { TableNames } from "../db/table-names.js";
import { isUuid } from "../read/get-trace.js";
import { numberIn, presentTexts, textIn } from "../read/row-fields.js";

/** What a feedback score is about. */
export type ScoredEntity = "trace" | "span" | "thread";

/** A feedback score. For each name, a thing has only the newest. */
export interface FeedbackScore {
  readonly entityType: ScoredEntity;
  /** The id of the trace or the span, or the name of the thread. */
  readonly entityId: string;
  readonly name: string;
  readonly value: number;
  readonly reason?: string;
  /** The name of the category that the value stands for. */
  readonly category?: string;
  /** Who scored: `ui`, `sdk` or `online_scoring`. */
  readonly source?: string;
  readonly project?: string;
  /** ISO 8601, UTC. */
  readonly scoredAt: string;
}

const COLUMNS = `c.entity_type, c.entity_id, c.name, c.value, c.reason, c.category, c.source, c.project, ${isoSql("c.last_updated_at")} AS scored_at`;

/** The scores of a trace and of its spans, by name. @throws DbError */
export async function findTraceScores(
  db: Queryable,
  { scores, spans }: TableNames,
  traceId: string,
): Promise<readonly FeedbackScore[]> {
  if (!isUuid(traceId)) return [];
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM ${scores} c WHERE c.entity_type = 'trace' AND c.entity_id = lower($1)
UNION ALL
SELECT ${COLUMNS} FROM ${spans} s JOIN ${scores} c ON c.entity_type = 'span' AND c.entity_id = s.id::text
WHERE s.trace_id = $1::uuid ORDER BY name, entity_id`,
    [traceId],
  );
  return rows.map(scoreOf);
}

/** The scores of these traces, spans or threads, by name. @throws DbError */
export async function findScores(
  db: Queryable,
  { scores }: TableNames,
  entityType: ScoredEntity,
  entityIds: readonly string[],
): Promise<readonly FeedbackScore[]> {
  if (entityIds.length === 0) return [];
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM ${scores} c WHERE c.entity_type = $1
AND c.entity_id IN (SELECT asked.id FROM jsonb_array_elements_text($2::jsonb) AS asked (id)) ORDER BY c.name, c.entity_id`,
    [entityType, JSON.stringify(entityIds)],
  );
  return rows.map(scoreOf);
}

/** The names of the scores of traces, spans or threads. @throws DbError */
export async function listScoreNames(
  db: Queryable,
  { scores }: TableNames,
  entityType: ScoredEntity,
): Promise<readonly string[]> {
  const rows = await db.query(`SELECT DISTINCT name FROM ${scores} WHERE entity_type = $1 ORDER BY name`, [entityType]);
  return rows.map((row) => textIn(row, "name"));
}

function scoreOf(row: Row): FeedbackScore {
  const entityType = textIn(row, "entity_type");
  return {
    entityType: entityType === "span" || entityType === "thread" ? entityType : "trace",
    entityId: textIn(row, "entity_id"),
    name: textIn(row, "name"),
    value: numberIn(row, "value"),
    ...presentTexts(row, { reason: "reason", category: "category", source: "source", project: "project" }),
    scoredAt: textIn(row, "scored_at"),
  };
}
