import type { DeliveryHealth } from "../../records/delivery-health.js";
import type { FlushOptions, FlushResult, RecordSink, SerializedRecord } from "../../records/record-sink.js";

/** Sends records to Opik and to a trace store. Neither waits for the other. */
export class SinkPair implements RecordSink {
  readonly #opik: RecordSink;
  readonly #store: RecordSink;

  constructor(opik: RecordSink, store: RecordSink) {
    this.#opik = opik;
    this.#store = store;
  }

  accept(record: SerializedRecord): void {
    this.#opik.accept(record);
    this.#store.accept(record);
  }

  health(): DeliveryHealth {
    return { ...this.#opik.health(), store: this.#store.health() };
  }

  async flush(options?: FlushOptions): Promise<FlushResult> {
    return joined(await Promise.all([this.#opik.flush(options), this.#store.flush(options)]));
  }

  async close(options?: FlushOptions): Promise<FlushResult> {
    return joined(await Promise.all([this.#opik.close(options), this.#store.close(options)]));
  }
}

function joined([opik, store]: readonly [FlushResult, FlushResult]): FlushResult {
  return { ...opik, store };
}
