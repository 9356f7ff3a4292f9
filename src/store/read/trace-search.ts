import { isJsonObject } from "../../records/json/json-object.js";
import type { Row } from "../db/db.js";
import type { TableNames } from "../db/table-names.js";
import { costlySpanSql } from "../db/told-sql.js";
import { countField } from "../write/json-fields.js";
import { addTraceConditions, type Filter } from "./filter.js";
import type { Search } from "./find-page.js";
import { isUuid } from "./get-trace.js";
import { mostFirst, NEWEST_FIRST, type Order } from "./order.js";
import { presentTexts } from "./row-fields.js";
import { type RecordSummary, SUMMARY_SQL, summaryOf } from "./summary.js";
import { badOption } from "./time-window.js";

export interface TraceFilter extends Filter {
  /** Only traces with one of these ids. */
  readonly ids?: readonly string[];
  /**
   * Whether each trace comes with its input, which may be large; or only inputs that take no more than this many bytes
   * as stored. Default: false.
   */
  readonly withInput?: boolean | { readonly maxBytes: number };
  /** The same for its output. Default: false. */
  readonly withOutput?: boolean;
  /** Whether each trace comes with what it cost. Default: false. */
  readonly withCost?: boolean;
}

/** What traces may be sorted by, the greatest first; those that have no such amount are left out. */
export const TRACE_SORTS = ["duration", "tokens", "cost"] as const;

export type TraceSort = (typeof TRACE_SORTS)[number];

export interface SortedTraceFilter extends TraceFilter {
  /** Default: the newest first. */
  readonly sort?: TraceSort;
}

export interface TraceSummary extends RecordSummary {
  readonly thread?: string;
  /** Runs in it that failed, even where another attempt answered. Absent where its record does not say. */
  readonly errors?: number;
  readonly retries?: number;
  readonly fallbacks?: number;
  /** Where it was asked for. */
  readonly input?: unknown;
  /** Where it was asked for. */
  readonly output?: unknown;
  /**
   * The cost of all its spans, recorded or estimated, in US dollars. Absent where none has a price, or it was not asked
   * for.
   */
  readonly cost?: number;
  /** Whether an amount in `cost` is an estimate by the list of prices. */
  readonly costEstimated?: boolean;
}

const COUNTS = ["errors", "retries", "fallbacks"] as const;

export function traceSearch(names: TableNames, filter: SortedTraceFilter): Search<TraceSummary> {
  const { sort } = filter;
  const asked = [
    ...inputSql(filter),
    ...(filter.withOutput === true ? ["r.output"] : []),
    ...(filter.withCost === true ? [`${costSql(names)} AS costs`] : []),
  ];
  return {
    table: sort === "cost" ? pricedTracesSql(names) : names.traces,
    filter,
    order: sort === undefined ? NEWEST_FIRST : ORDERS[sort],
    columns: [SUMMARY_SQL, "r.thread_id", "r.metadata->'summary' AS counts", ...asked].join(", "),
    narrow: (statement) => {
      addTraceConditions(statement, filter, names);
      statement.where(
        filter.ids && JSON.stringify(filter.ids.filter(isUuid)),
        (place) => `r.id IN (SELECT asked.id::uuid FROM jsonb_array_elements_text(${place}::jsonb) AS asked (id))`,
      );
    },
    item: traceSummary,
  };
}

const ORDERS: Readonly<Record<TraceSort, Order>> = {
  duration: mostFirst("r.duration_ms", "double precision"),
  tokens: mostFirst("r.total_tokens", "bigint"),
  cost: mostFirst("r.total_cost", "double precision"),
};

/**
 * Traces with what each cost in all. Costs are sorted first, so that only traces of the page are looked up: whole rows
 * would be carried through the sort. The amount is rounded, as the order in which a database adds may differ.
 */
function pricedTracesSql({ traces, spans }: TableNames): string {
  return `(SELECT t.*, priced.total_cost FROM (
    SELECT s.trace_id, round(sum(coalesce(s.cost, s.estimated_cost))::numeric, 12)::double precision AS total_cost
    FROM ${spans} s WHERE ${costlySpanSql("s.")} GROUP BY s.trace_id ORDER BY total_cost DESC, s.trace_id DESC OFFSET 0
  ) priced JOIN ${traces} t ON t.id = priced.trace_id)`;
}

function traceSummary(row: Row): TraceSummary {
  const { counts, costs, input, output } = row;
  return {
    ...summaryOf(row),
    ...presentTexts(row, { thread: "thread_id" }),
    ...(isJsonObject(counts) && presentCounts(counts)),
    ...(isJsonObject(costs) && costOf(costs)),
    ...(input !== undefined && input !== null && { input }),
    ...(output !== undefined && output !== null && { output }),
  };
}

function inputSql({ withInput = false }: TraceFilter): readonly string[] {
  if (typeof withInput === "boolean") return withInput ? ["r.input"] : [];
  const { maxBytes } = withInput;
  if (!Number.isInteger(maxBytes) || maxBytes < 0)
    throw badOption("withInput.maxBytes", maxBytes, "a whole number of 0 or more");
  return [`CASE WHEN pg_column_size(r.input) <= ${maxBytes} THEN r.input END AS input`];
}

function costSql({ spans }: TableNames): string {
  return `(SELECT jsonb_build_object('cost', sum(coalesce(s.cost, s.estimated_cost)), 'estimated', bool_or(s.cost IS NULL))
FROM ${spans} s WHERE s.trace_id = r.id AND ${costlySpanSql("s.")})`;
}

function costOf({ cost, estimated }: Readonly<Record<string, unknown>>): Pick<TraceSummary, "cost" | "costEstimated"> {
  if (typeof cost !== "number") return {};
  return { cost, ...(estimated === true && { costEstimated: estimated }) };
}

function presentCounts(counts: Readonly<Record<string, unknown>>): Pick<TraceSummary, (typeof COUNTS)[number]> {
  const present = COUNTS.map((name) => [name, countField(counts, name)] as const);
  return Object.fromEntries(present.filter(([, count]) => count !== null));
}
