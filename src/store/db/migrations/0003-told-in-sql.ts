import { columnComments, tableComments } from "../table-comments.js";
import type { Migration } from "./migration.js";

/** What queries by hand need: why a call was made again, what it is estimated to have cost, and words on every column. */
export const toldInSql: Migration = {
  version: 3,
  name: "told in SQL",
  statements: (names) => [
    `ALTER TABLE ${names.spans} ADD COLUMN attempt_reason text, ADD COLUMN estimated_cost double precision`,
    `UPDATE ${names.spans} SET attempt_reason = left(concat_ws(' ', metadata->'attempt'->'reason'->>'type',
  metadata->'attempt'->'reason'->>'status'), 500) WHERE attempt_number > 1`,
    `UPDATE ${names.traces} SET agent = name WHERE agent IS NULL AND name <> '' AND metadata->>'ls_integration' = 'langgraph'`,
    ...[...tableComments(names)].map(([table, text]) => `COMMENT ON TABLE ${table} IS ${quoted(text)}`),
    ...[...columnComments(names)].map(([column, text]) => `COMMENT ON COLUMN ${column} IS ${quoted(text)}`),
    `COMMENT ON VIEW ${names.agentLatency} IS ${quoted("Runs, errors and latencies of each agent. A run of an agent counts once, and not what is below it.")}`,
  ],
};

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
