import type { DeliveryHealth } from "../../records/delivery-health.js";
import type { FlushOptions, FlushResult, RecordSink, SerializedRecord } from "../../records/record-sink.js";
import { outsideRequests } from "../../runtime/outside-requests.js";

/** Opens a sink with the first record, so that a handler that records nothing costs nothing. */
export class LazySink implements RecordSink {
  readonly #open: () => RecordSink;
  readonly #before: DeliveryHealth;
  #opened: RecordSink | undefined;

  constructor(open: () => RecordSink, before: DeliveryHealth) {
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

  #sink(): RecordSink {
    this.#opened ??= outsideRequests(this.#open);
    return this.#opened;
  }
}

const NOTHING: FlushResult = { delivered: 0, spooled: 0, waiting: 0, dropped: {} };
