import { isSpanKind, type SpanKind } from "../../records/span-kind.js";
import type { Row } from "../db/db.js";
import type { TableNames } from "../db/table-names.js";
import { addSpanConditions, type Filter } from "./filter.js";
import type { Search } from "./find-page.js";
import { presentNumbers, presentTexts, textIn } from "./row-fields.js";
import { type RecordSummary, SUMMARY_SQL, summaryOf } from "./summary.js";

export interface SpanSummary extends RecordSummary {
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly kind: SpanKind;
  /** In dollars, where the record has it. */
  readonly cost?: number;
  /** 1 = the first try. */
  readonly attemptNumber?: number;
  readonly attemptKind?: string;
}

/** What to select for `spanSummary`, from a table that the statement calls `r`, beside its `start_text`. */
export const SPAN_SUMMARY_SQL = `${SUMMARY_SQL}, r.trace_id::text, r.parent_span_id::text, r.kind, r.cost, r.attempt_number, r.attempt_kind`;

export function spanSearch(names: TableNames, filter: Filter): Search<SpanSummary> {
  return {
    table: names.spans,
    filter,
    columns: SPAN_SUMMARY_SQL,
    narrow: (statement) => {
      addSpanConditions(statement, filter, names);
    },
    item: spanSummary,
  };
}

export function spanSummary(row: Row): SpanSummary {
  const kind = textIn(row, "kind");
  return {
    ...summaryOf(row),
    traceId: textIn(row, "trace_id"),
    kind: isSpanKind(kind) ? kind : "chain",
    ...presentTexts(row, { parentSpanId: "parent_span_id", attemptKind: "attempt_kind" }),
    ...presentNumbers(row, { cost: "cost", attemptNumber: "attempt_number" }),
  };
}
