import type { SpanRecord, TraceRecord } from "../../../src/records/record.js";

interface Versioned {
  readonly id: string;
  readonly last_updated_at?: string;
}

/** Rows by id, as Opik keeps them: the write with the newest `last_updated_at` replaces the others whole. */
export class RecordBook<Row extends Versioned> {
  readonly #rows = new Map<string, Row>();

  get rows(): Row[] {
    return [...this.#rows.values()];
  }

  write(row: Row): void {
    const known = this.#rows.get(row.id);
    if (known === undefined || versionOf(row) >= versionOf(known)) this.#rows.set(row.id, row);
  }

  /** As Opik's own client sends the end of a record: each field that is named replaces the row's. */
  patch(id: string, fields: Partial<Row>): void {
    const known = this.#rows.get(id);
    if (known !== undefined) this.#rows.set(id, { ...known, ...fields });
  }
}

/** Microseconds matter, and Date drops them: the text is compared when the milliseconds are equal. */
function versionOf({ last_updated_at: at = "" }: Versioned): string {
  const milliseconds = Date.parse(at);
  return `${String(Number.isNaN(milliseconds) ? 0 : milliseconds).padStart(16, "0")} ${at}`;
}

export interface SpanNode {
  readonly span: SpanRecord;
  readonly children: readonly SpanNode[];
}

/** The spans of a trace as a tree, each level in the order of its start times. */
export function spanTree(spans: readonly SpanRecord[], traceId: TraceRecord["id"], parentId?: string): SpanNode[] {
  return spans
    .filter((span) => span.trace_id === traceId && span.parent_span_id === parentId)
    .sort((one, other) => one.start_time.localeCompare(other.start_time))
    .map((span) => ({ span, children: spanTree(spans, traceId, span.id) }));
}
