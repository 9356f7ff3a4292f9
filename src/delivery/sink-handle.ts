import type { DeliveryHealth } from "../records/delivery-health.js";
import type { DropReason, FlushOptions, FlushResult, RecordSink, SerializedRecord } from "../records/record-sink.js";
import type { Delivery } from "./delivery.js";
import { flushTimeMs } from "./process/flush-traces.js";
import { type DeliveryTotals, totalsSince } from "./stats/delivery-totals.js";

interface SinkHandleOptions {
  readonly delivery: Pick<Delivery, "accept" | "cameLate" | "drain" | "health" | "totals" | "waitingRecords">;
  /** Used if a caller names no time. */
  readonly flushTimeoutMs: number;
  /** Called once, when the handle is closed; it flushes, and ends the delivery if nobody else uses it. */
  readonly release: (timeoutMs: number) => Promise<void>;
  /** Called for each record that comes after that. */
  readonly onLate?: () => void;
}

/** One handler's share of a delivery that others may share: it counts from this handler's own last flush. */
export class SinkHandle implements RecordSink {
  readonly #options: SinkHandleOptions;
  #seen: DeliveryTotals;
  #closing: Promise<FlushResult> | undefined;
  #late = 0;
  #lateInAll = 0;

  constructor(options: SinkHandleOptions) {
    this.#options = options;
    this.#seen = options.delivery.totals();
  }

  accept(record: SerializedRecord): void {
    if (this.#closing === undefined) {
      this.#options.delivery.accept(record);
      return;
    }
    this.#options.delivery.cameLate();
    this.#options.onLate?.();
    this.#late += 1;
    this.#lateInAll += 1;
  }

  health(): DeliveryHealth {
    const health = this.#options.delivery.health();
    if (this.#closing === undefined) return health;
    const { closed = 0, ...dropped } = health.dropped;
    const closedInAll = closed + this.#lateInAll;
    return { ...health, state: "closed", dropped: { ...dropped, ...(closedInAll > 0 && { closed: closedInAll }) } };
  }

  async flush(options?: FlushOptions): Promise<FlushResult> {
    if (this.#closing !== undefined) return this.#afterClose(this.#closing);
    await this.#options.delivery.drain(this.#timeoutMs(options));
    return this.#result();
  }

  async close(options?: FlushOptions): Promise<FlushResult> {
    if (this.#closing !== undefined) return this.#afterClose(this.#closing);
    this.#closing = this.#options.release(this.#timeoutMs(options)).then(() => this.#result());
    return this.#closing;
  }

  #timeoutMs(options: FlushOptions | undefined): number {
    return flushTimeMs(options, this.#options.flushTimeoutMs);
  }

  #result(): FlushResult {
    const now = this.#options.delivery.totals();
    const { delivered, spooled, dropped } = totalsSince(this.#seen, now);
    this.#seen = now;
    const waiting = this.#options.delivery.waitingRecords;
    return { delivered, spooled, waiting, dropped: Object.fromEntries(dropped) };
  }

  /** What others deliver later is not for this handle to report; only what came too late is. */
  async #afterClose(closing: Promise<FlushResult>): Promise<FlushResult> {
    await closing;
    const dropped: Partial<Record<DropReason, number>> = this.#late > 0 ? { closed: this.#late } : {};
    this.#late = 0;
    return { delivered: 0, spooled: 0, waiting: 0, dropped };
  }
}
