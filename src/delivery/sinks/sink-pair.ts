import type { DeliveryHealth } from "../../records/delivery-health.js";
import type { FlushOptions, FlushResult, SerializedRecord } from "../../records/record-sink.js";
import type { OpenedSink } from "./lazy-sink.js";

/** Records go to Opik and to a trace store. Neither waits for the other. */
export class SinkPair implements OpenedSink {
  readonly #opik: OpenedSink;
  readonly #store: OpenedSink;

  constructor(opik: OpenedSink, store: OpenedSink) {
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
