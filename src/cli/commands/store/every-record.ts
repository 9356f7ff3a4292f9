import type { SerializedRecord } from "../../../records/record-sink.js";
import type { Criteria, Page, PageOptions, TraceRecords, TraceStore } from "../../../store/index.js";

/** The content of a store, as JSON text in Opik's wire form. */
export type StoredPage = RecordPage | AttachmentPage;

/** Some traces and spans. */
interface RecordPage {
  readonly kind: "records";
  readonly traces: number;
  readonly spans: number;
  /** Those of them whose trace is not stored. */
  readonly looseSpans: number;
  readonly records: readonly SerializedRecord[];
}

/** One attachment: it may be large, and is read only when `read` is called. */
export interface AttachmentPage {
  readonly kind: "attachment";
  /** Of the trace or the span that names it. */
  readonly entityId: string;
  readonly bytes: number;
  /** Undefined if it has been deleted since. */
  readonly read: () => Promise<SerializedRecord | undefined>;
}

const TRACES_A_PAGE = 100;
const SPANS_A_PAGE = 1_000;

/**
 * All traces that match, newest first, each before its spans; then the spans that match and whose trace is not stored.
 * Their attachments come after the page with them.
 */
export async function* everyRecord(
  store: TraceStore,
  criteria: Criteria,
  signal: AbortSignal,
): AsyncGenerator<StoredPage> {
  const traces = everyPage((page) => store.readTraces({ ...criteria, ...page, limit: TRACES_A_PAGE }), signal);
  for await (const items of traces) {
    const spans = items.reduce((sum, one) => sum + one.spans.length, 0);
    yield { kind: "records", traces: items.length, spans, looseSpans: 0, records: items.flatMap(textsOf) };
    yield* everyAttachment(
      store,
      items.map(({ trace }) => trace.id),
      signal,
    );
  }
  const orphans = everyPage((page) => store.readOrphanSpans({ ...criteria, ...page, limit: SPANS_A_PAGE }), signal);
  for await (const spans of orphans) {
    const { length } = spans;
    yield { kind: "records", traces: 0, spans: length, looseSpans: length, records: spans.map(textOf("span")) };
    const ids = new Set(spans.map(({ id }) => id));
    const traceIds = new Set(spans.map(({ trace_id }) => trace_id));
    for await (const page of everyAttachment(store, [...traceIds], signal)) if (ids.has(page.entityId)) yield page;
  }
}

async function* everyAttachment(
  store: TraceStore,
  traceIds: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<AttachmentPage> {
  for (const { id, entityId, bytes } of await store.findAttachments(traceIds)) {
    if (signal.aborted) return;
    const read = async () => {
      const record = await store.readAttachment(id);
      return record && textOf("attachment")(record);
    };
    yield { kind: "attachment", entityId, bytes, read };
  }
}

async function* everyPage<Item>(
  read: (page: PageOptions) => Promise<Page<Item>>,
  signal: AbortSignal,
): AsyncGenerator<readonly Item[]> {
  for (let page: PageOptions | undefined = {}; page !== undefined && !signal.aborted; ) {
    const { items, next }: Page<Item> = await read(page);
    if (items.length > 0) yield items;
    page = next === undefined ? undefined : { after: next };
  }
}

function textsOf({ trace, spans }: TraceRecords): readonly SerializedRecord[] {
  return [textOf("trace")(trace), ...spans.map(textOf("span"))];
}

function textOf(kind: SerializedRecord["kind"]) {
  return (record: { readonly id: string }): SerializedRecord => ({ kind, id: record.id, json: JSON.stringify(record) });
}
