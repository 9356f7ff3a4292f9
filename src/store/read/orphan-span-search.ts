import type { SpanRecord } from "../../records/record.js";
import type { TableNames } from "../db/table-names.js";
import { addSpanConditions, type Filter } from "./filter.js";
import type { Search } from "./find-page.js";
import { SPAN_SQL, spanOf } from "./row-record.js";

/** Whole spans whose trace is not stored. */
export function orphanSpanSearch(names: TableNames, filter: Filter): Search<SpanRecord> {
  return {
    table: names.spans,
    filter,
    columns: SPAN_SQL,
    narrow: (statement) => {
      addSpanConditions(statement, filter, names);
      statement.whereTrue(`NOT EXISTS (SELECT FROM ${names.traces} t WHERE t.id = r.trace_id)`);
    },
    item: spanOf,
  };
}
