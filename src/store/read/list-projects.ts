import type { Queryable } from "../db/db.js";
import type { TableNames } from "../db/table-names.js";
import { textIn } from "./row-fields.js";

/** The projects that have traces, by name. Goes from one name to the next by the index, however many traces there are. */
export async function listProjects(db: Queryable, { traces }: TableNames): Promise<readonly string[]> {
  const next = (after: string) => `(SELECT min(t.project) FROM ${traces} t WHERE t.project > ${after})`;
  const rows = await db.query(
    `WITH RECURSIVE named AS (
  SELECT (SELECT min(project) FROM ${traces}) AS project
  UNION ALL
  SELECT ${next("named.project")} FROM named WHERE named.project IS NOT NULL
)
SELECT project FROM named WHERE project IS NOT NULL`,
  );
  return rows.map((row) => textIn(row, "project"));
}
