import type { FlushResult, RecordSink } from "../records/record-sink.js";

/** Counts the records of a handler that has nowhere to send them. */
export class UnconfiguredSink implements RecordSink {
  #dropped = 0;

  accept(): void {
    this.#dropped += 1;
  }

  flush(): Promise<FlushResult> {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return Promise.resolve({ delivered: 0, waiting: 0, dropped: dropped > 0 ? { unconfigured: dropped } : {} });
  }

  close(): Promise<FlushResult> {
    return this.flush();
  }
}
