import type { DeliveryHealth } from "../../records/delivery-health.js";
import type { FlushOptions, FlushResult, RecordSink, SerializedRecord } from "../../records/record-sink.js";

/** A sink that also reports its health. */
export interface OpenedSink extends RecordSink {
  health(): DeliveryHealth;
}

/** Opens a sink with the first record, so that a handler that sees nothing costs nothing. */
export class LazySink implements OpenedSink {
  readonly #open: () => OpenedSink;
  readonly #before: DeliveryHealth;
  #opened: OpenedSink | undefined;

  constructor(open: () => OpenedSink, before: DeliveryHealth) {
    this.#open = open;
    this.#before = before;
  }

  accept(record: SerializedRecord): void {
    this.#sink().accept(record);
  }

  async flush(options?: FlushOptions): Promise<FlushResult> {
    return this.#opened?.flush(options) ?? NOTHING;
  }

  async close(options?: FlushOptions): Promise<FlushResult> {
    return this.#sink().close(options);
  }

  health(): DeliveryHealth {
    return this.#opened?.health() ?? this.#before;
  }

  #sink(): OpenedSink {
    this.#opened ??= this.#open();
    return this.#opened;
  }
}

const NOTHING: FlushResult = { delivered: 0, spooled: 0, waiting: 0, dropped: {} };
