import type { Row } from "./db.js";
import { addTraceConditions, type Filter } from "./filter.js";
import type { Search } from "./find-page.js";
import { presentTexts } from "./row-fields.js";
import { type RecordSummary, summaryOf } from "./summary.js";
import type { TableNames } from "./table-names.js";

export interface TraceSummary extends RecordSummary {
  readonly thread?: string;
}

export function traceSearch(names: TableNames, filter: Filter): Search<TraceSummary> {
  return {
    table: names.traces,
    filter,
    columns: ["r.thread_id"],
    narrow: (statement) => {
      addTraceConditions(statement, filter, names);
    },
    item: traceSummary,
  };
}

function traceSummary(row: Row): TraceSummary {
  return { ...summaryOf(row), ...presentTexts(row, { thread: "thread_id" }) };
}
