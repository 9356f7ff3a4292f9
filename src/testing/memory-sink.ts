import { type DeliveryHealth, NO_RECORDS_YET } from "../records/delivery-health.js";
import type { AttachmentRecord, SpanRecord, TraceRecord } from "../records/record.js";
import type { FlushResult, RecordSink, SerializedRecord } from "../records/record-sink.js";

/** Keeps records in memory, each as its newest write. */
export class MemorySink implements RecordSink {
  readonly #traces = new Map<string, TraceRecord>();
  readonly #spans = new Map<string, SpanRecord>();
  readonly #attachments = new Map<string, AttachmentRecord>();
  #sinceFlush = 0;
  #delivered = 0;

  /** In the order of their start. */
  get traces(): readonly TraceRecord[] {
    return byStart(this.#traces);
  }

  get spans(): readonly SpanRecord[] {
    return byStart(this.#spans);
  }

  get attachments(): readonly AttachmentRecord[] {
    return byStart(this.#attachments);
  }

  accept({ kind, id, json }: SerializedRecord): void {
    this.#sinceFlush += 1;
    this.#delivered += 1;
    // The handler has just written the text from exactly these types.
    if (kind === "trace") this.#traces.set(id, JSON.parse(json) as TraceRecord);
    else if (kind === "span") this.#spans.set(id, JSON.parse(json) as SpanRecord);
    else this.#attachments.set(id, JSON.parse(json) as AttachmentRecord);
  }

  clear(): void {
    this.#traces.clear();
    this.#spans.clear();
    this.#attachments.clear();
  }

  flush(): Promise<FlushResult> {
    const delivered = this.#sinceFlush;
    this.#sinceFlush = 0;
    return Promise.resolve({ delivered, spooled: 0, waiting: 0, dropped: {} });
  }

  /** Later records are still kept: a test may look at what a program does after it has closed its handler. */
  close(): Promise<FlushResult> {
    return this.flush();
  }

  health(): DeliveryHealth {
    return { ...NO_RECORDS_YET, state: this.#delivered === 0 ? "idle" : "delivering", delivered: this.#delivered };
  }
}

// The ids are UUIDs of version 7, which sort by the time of start.
function byStart<Row extends { readonly id: string }>(rows: ReadonlyMap<string, Row>): readonly Row[] {
  return [...rows.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}
