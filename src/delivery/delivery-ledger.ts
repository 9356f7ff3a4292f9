import type { DeliveryHealth } from "../records/delivery-health.js";
import type { DropReason } from "../records/record-sink.js";
import { AnswerHistory } from "./answer-history.js";
import type { Batch } from "./batch.js";
import type { BatchFate, FailedTry } from "./batch-sender.js";
import type { Clock } from "./clock.js";
import { createDeliveryMessages, type DeliveryMessages } from "./delivery-messages.js";
import type { DeliverySettings } from "./delivery-settings.js";
import type { DeliveryTotals } from "./delivery-totals.js";
import { createProblemReport, type ProblemReport } from "./problem-report.js";

/** One failure is a hiccup; from the second on, a person may want to know. */
const FAILURES_TO_TELL = 2;

/** Counts what became of every record, and tells a person of the first loss of each kind. */
export class DeliveryLedger {
  readonly #report: ProblemReport;
  readonly #messages: DeliveryMessages;
  readonly #answers: AnswerHistory;
  readonly #dropped = new Map<DropReason, number>();
  #delivered = 0;

  constructor(settings: DeliverySettings, clock: Clock) {
    this.#report = createProblemReport({ secret: settings.apiKey, onProblem: settings.onProblem });
    this.#messages = createDeliveryMessages(settings);
    this.#answers = new AnswerHistory(clock, settings.apiKey);
  }

  health(): Omit<DeliveryHealth, "queue"> {
    const dropped = Object.fromEntries(this.#dropped);
    return { ...this.#answers.health, delivered: this.#delivered, dropped };
  }

  totals(): DeliveryTotals {
    return { delivered: this.#delivered, dropped: new Map(this.#dropped) };
  }

  /** A record that did not enter the queue. */
  notAccepted(reason: Exclude<DropReason, "refused" | "unreachable">): void {
    this.#drop(reason, 1);
    if (reason === "queue_full") this.#report(reason, this.#messages.queueFull());
    if (reason === "record_too_large") this.#report(reason, this.#messages.recordTooLarge());
  }

  settled(batch: Batch, fate: BatchFate): void {
    const records = batch.records.length;
    switch (fate.kind) {
      case "delivered":
        this.#delivered += records;
        this.#answers.succeeded();
        return;
      case "refused":
        this.#drop("refused", records);
        this.#answers.failed("refused", fate.message);
        this.#report("refused", this.#messages.refused(batch, fate.message));
        return;
      case "unreachable":
        this.#drop("unreachable", records);
        this.#answers.failed(fate.cause, fate.message);
        this.#report("unreachable", this.#messages.unreachable(batch, fate.message));
        return;
      case "abandoned":
        this.#drop("unreachable", records);
        this.#report("unreachable", this.#messages.unreachable(batch, "delivery was closed first"));
        return;
    }
  }

  retrying(failures: number, { cause, message }: FailedTry): void {
    this.#answers.failed(cause, message);
    if (failures >= FAILURES_TO_TELL) this.#report("retrying", this.#messages.retrying(message));
  }

  leftAtExit(records: number): void {
    this.#report("left_at_exit", this.#messages.leftAtExit(records));
  }

  #drop(reason: DropReason, records: number): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + records);
  }
}
