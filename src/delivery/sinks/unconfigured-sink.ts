import { type DeliveryHealth, NO_RECORDS_YET } from "../../records/delivery-health.js";
import type { FlushResult, RecordSink } from "../../records/record-sink.js";

/** Counts the records of a handler that has nowhere to send them. */
export class UnconfiguredSink implements RecordSink {
  readonly #onDrop: () => void;
  #dropped = 0;
  #droppedInAll = 0;
  #isClosed = false;

  /** @param onDrop - called for each record */
  constructor(onDrop: () => void) {
    this.#onDrop = onDrop;
  }

  accept(): void {
    this.#dropped += 1;
    this.#droppedInAll += 1;
    this.#onDrop();
  }

  health(): DeliveryHealth {
    const dropped = this.#droppedInAll > 0 ? { unconfigured: this.#droppedInAll } : {};
    const state = this.#isClosed ? "closed" : "unconfigured";
    return { ...NO_RECORDS_YET, state, dropped };
  }

  flush(): Promise<FlushResult> {
    const dropped = this.#dropped;
    this.#dropped = 0;
    const counted = dropped > 0 ? { unconfigured: dropped } : {};
    return Promise.resolve({ delivered: 0, spooled: 0, waiting: 0, dropped: counted });
  }

  close(): Promise<FlushResult> {
    this.#isClosed = true;
    return this.flush();
  }
}
