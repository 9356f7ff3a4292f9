import { isJsonObject } from "../../records/json/json-object.js";
import type { Row } from "../db/db.js";
import type { TableNames } from "../db/table-names.js";
import { countField } from "../write/json-fields.js";
import { addTraceConditions, type Filter } from "./filter.js";
import type { Search } from "./find-page.js";
import { presentTexts } from "./row-fields.js";
import { type RecordSummary, SUMMARY_SQL, summaryOf } from "./summary.js";

export interface TraceFilter extends Filter {
  /** Whether each trace comes with its input, which may be large. Default: false. */
  readonly withInput?: boolean;
}

export interface TraceSummary extends RecordSummary {
  readonly thread?: string;
  /** Runs in it that failed, also where another attempt answered. Absent where its record does not say. */
  readonly errors?: number;
  readonly retries?: number;
  readonly fallbacks?: number;
  /** Where it was asked for. */
  readonly input?: unknown;
}

const COUNTS = ["errors", "retries", "fallbacks"] as const;

export function traceSearch(names: TableNames, filter: TraceFilter): Search<TraceSummary> {
  const input = filter.withInput === true ? ["r.input"] : [];
  return {
    table: names.traces,
    filter,
    columns: [SUMMARY_SQL, "r.thread_id", "r.metadata->'summary' AS counts", ...input].join(", "),
    narrow: (statement) => {
      addTraceConditions(statement, filter, names);
    },
    item: traceSummary,
  };
}

function traceSummary(row: Row): TraceSummary {
  const { counts, input } = row;
  return {
    ...summaryOf(row),
    ...presentTexts(row, { thread: "thread_id" }),
    ...(isJsonObject(counts) && presentCounts(counts)),
    ...(input !== undefined && input !== null && { input }),
  };
}

function presentCounts(counts: Readonly<Record<string, unknown>>): Pick<TraceSummary, (typeof COUNTS)[number]> {
  const present = COUNTS.map((name) => [name, countField(counts, name)] as const);
  return Object.fromEntries(present.filter(([, count]) => count !== null));
}
