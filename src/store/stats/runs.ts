import { Statement } from "../db/statement.js";
import type { TableNames } from "../db/table-names.js";
import {
  addOwnTraceConditions,
  addSharedConditions,
  addSpanConditions,
  addTraceConditions,
  type Criteria,
} from "../read/filter.js";
import { badOption } from "../read/time-window.js";
import { bucketSql } from "./time-buckets.js";

/** What runs are grouped by. */
export type RunGroup = "agent" | "model" | "name" | "kind" | "trace";

const RUN_GROUPS: readonly RunGroup[] = ["agent", "model", "name", "kind", "trace"];

export interface RunQuery extends Criteria {
  /**
   * Runs by `agent` are each agent's outermost runs, traces among them; by `model` the calls of models; by `name` and
   * `kind` all spans; by `trace` the traces by their names, which are those of graphs and root runs. Default: traces, all
   * together.
   */
  readonly by?: RunGroup;
  /** Gives figures for each stretch of time, such as `1h`. */
  readonly bucket?: string;
}

/** A SELECT with the columns `key`, `bucket`, `duration_ms` and `status`, one row a run. */
export interface RunsSql {
  readonly sql: string;
  readonly statement: Statement;
}

/** @throws StoreError `bad_option` */
export function runsSql(names: TableNames, query: RunQuery, nowMs: number): RunsSql {
  const { by, bucket } = query;
  if (by !== undefined && !RUN_GROUPS.includes(by)) throw badOption("by", by, `one of ${RUN_GROUPS.join(", ")}`);
  const statement = new Statement();
  addSharedConditions(statement, query, nowMs);
  const columns = (key: string) => `${key} AS key, ${bucketSql(statement, bucket)} AS bucket, r.duration_ms, r.status`;
  if (by === undefined || by === "trace") {
    addTraceConditions(statement, query, names);
    const key = by === "trace" ? "r.name" : "NULL::text";
    return { statement, sql: `SELECT ${columns(key)} FROM ${names.traces} r WHERE ${statement.conditions}` };
  }
  if (by === "agent") return { statement, sql: agentRunsSql(names, query, statement, columns("r.agent")) };
  addSpanConditions(statement, query, names);
  statement.whereTrue(`r.${by} IS NOT NULL`);
  return { statement, sql: `SELECT ${columns(`r.${by}`)} FROM ${names.spans} r WHERE ${statement.conditions}` };
}

/** Everything below an agent carries the agent's name: its run is the outermost that does. */
function agentRunsSql({ traces, spans }: TableNames, query: RunQuery, shared: Statement, columns: string): string {
  const ofTraces = shared.sibling();
  addOwnTraceConditions(ofTraces, query);
  const ofSpans = shared.sibling();
  addSpanConditions(ofSpans, query, { traces });
  return `SELECT ${columns} FROM ${traces} r
WHERE r.agent IS NOT NULL AND ${shared.conditions} AND ${ofTraces.conditions}
UNION ALL
SELECT ${columns} FROM ${spans} r
LEFT JOIN ${spans} p ON p.id = r.parent_span_id AND p.trace_id = r.trace_id
LEFT JOIN ${traces} t ON t.id = r.trace_id AND r.parent_span_id IS NULL
WHERE r.agent IS NOT NULL AND coalesce(p.agent, t.agent) IS DISTINCT FROM r.agent
  AND ${shared.conditions} AND ${ofSpans.conditions}`;
}
