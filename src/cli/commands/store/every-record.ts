import type { SerializedRecord } from "../../../records/record-sink.js";
import type { Criteria, Page, PageOptions, TraceRecords, TraceStore } from "../../../store/index.js";

/** Some records in Opik's wire form, as JSON text. */
export interface RecordPage {
  readonly traces: number;
  readonly spans: number;
  /** Of these, those whose trace is not stored. */
  readonly looseSpans: number;
  readonly records: readonly SerializedRecord[];
}

const TRACES_A_PAGE = 100;
const SPANS_A_PAGE = 1_000;

/** All traces that fit, newest first, each before its spans; then the spans that fit and whose trace is not stored. */
export async function* everyRecord(
  store: TraceStore,
  criteria: Criteria,
  signal: AbortSignal,
): AsyncGenerator<RecordPage> {
  const traces = everyPage((page) => store.readTraces({ ...criteria, ...page, limit: TRACES_A_PAGE }), signal);
  for await (const items of traces) {
    const spans = items.reduce((sum, one) => sum + one.spans.length, 0);
    yield { traces: items.length, spans, looseSpans: 0, records: items.flatMap(textsOf) };
  }
  const orphans = everyPage((page) => store.readOrphanSpans({ ...criteria, ...page, limit: SPANS_A_PAGE }), signal);
  for await (const spans of orphans) {
    yield { traces: 0, spans: spans.length, looseSpans: spans.length, records: spans.map(textOf("span")) };
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
