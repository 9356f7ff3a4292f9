import type { Queryable } from "../db/db.js";
import type { TableNames } from "../db/table-names.js";
import { shortName } from "../write/json-fields.js";
import { storableJson } from "../write/storable-text.js";
import type { FeedbackScore, ScoredEntity } from "./find-scores.js";

/** Of two scores of one name the later one counts. @throws DbError */
export async function writeScores(
  db: Queryable,
  { scores }: TableNames,
  given: readonly FeedbackScore[],
): Promise<void> {
  const rows = newestOfEach(given).map(({ entityType, entityId, scoredAt, ...rest }) => ({
    ...rest,
    name: shortName(rest.name),
    entity_type: entityType,
    entity_id: shortName(entityId),
    last_updated_at: scoredAt,
  }));
  await db.query(
    `INSERT INTO ${scores} AS stored (entity_type, entity_id, name, project, value, reason, category, source, last_updated_at)
SELECT entity_type, entity_id, name, project, value, reason, category, source, last_updated_at
FROM jsonb_to_recordset($1::jsonb) AS given (entity_type text, entity_id text, name text, project text,
  value double precision, reason text, category text, source text, last_updated_at timestamptz)
ORDER BY entity_type, entity_id, name
ON CONFLICT (entity_type, entity_id, name) DO UPDATE SET project = excluded.project, value = excluded.value,
  reason = excluded.reason, category = excluded.category, source = excluded.source,
  last_updated_at = excluded.last_updated_at
WHERE stored.last_updated_at <= excluded.last_updated_at`,
    [storableJson(JSON.stringify(rows))],
  );
}

/** One statement may write a row once. */
function newestOfEach(given: readonly FeedbackScore[]): readonly FeedbackScore[] {
  const byKey = new Map<string, FeedbackScore>();
  for (const score of given) {
    byKey.set(JSON.stringify([score.entityType, shortName(score.entityId), shortName(score.name)]), score);
  }
  return [...byKey.values()];
}

/** Deletes the scores of these names. @throws DbError */
export async function deleteScores(
  db: Queryable,
  { scores }: TableNames,
  entityType: ScoredEntity,
  entityId: string,
  scoreNames: readonly string[],
): Promise<void> {
  await db.query(
    `DELETE FROM ${scores} WHERE entity_type = $1 AND entity_id = $2
AND name IN (SELECT asked.name FROM jsonb_array_elements_text($3::jsonb) AS asked (name))`,
    [entityType, shortName(entityId), JSON.stringify(scoreNames.map(shortName))],
  );
}
