import { safeText } from "../../logging/safe-text.js";
import type { DeliveryFailureReason, DeliveryHealth } from "../../records/delivery-health.js";
import type { DropReason, SerializedRecord } from "../../records/record-sink.js";
import { ignoreErrors } from "../../runtime/ignore-errors.js";
import { systemClock } from "../../runtime/system-clock.js";
import type { Clock } from "../clock.js";
import type { DeliverySettings } from "../delivery-settings.js";
import type { BatchOrigin } from "../sending/in-flight-batch.js";
import type { DeadLetter, OnSpoolDrop } from "../spool/spool.js";
import { createDeliveryMessages, type DeliveryMessages } from "./delivery-messages.js";
import type { DeliveryProblem, DeliveryProblemKind } from "./delivery-problem.js";
import type { DeliveryTotals } from "./delivery-totals.js";

/** One failure may be chance; from the second on, a person may want to know. */
const FAILURES_TO_TELL = 2;

type LedgerHealth = Omit<DeliveryHealth, "queue" | "breaker" | "spool">;

/**
 * Counts the outcome of every record, and reports the first loss of each kind. A record of this process is counted
 * once, as delivered, spooled or dropped; the later outcome of one on disk is counted as replayed or dropped.
 */
export class DeliveryLedger {
  readonly #report: ProblemReport;
  readonly #messages: DeliveryMessages;
  readonly #answers: AnswerHistory;
  readonly #dropped = new Map<DropReason, number>();
  #onFirstTrace: DeliverySettings["onFirstTrace"];
  #delivered = 0;
  #spooled = 0;
  #replayed = 0;
  #deadLetters = 0;
  /** Nothing is sent, and that has been reported. */
  #isStopped = false;

  constructor(settings: DeliverySettings, clock: Clock) {
    this.#report = createProblemReport(settings.onProblem);
    this.#onFirstTrace = settings.onFirstTrace;
    this.#messages = createDeliveryMessages(settings);
    this.#answers = new AnswerHistory(clock);
  }

  health(): LedgerHealth {
    const counts = { delivered: this.#delivered, spooled: this.#spooled, replayed: this.#replayed };
    const dropped = Object.fromEntries(this.#dropped);
    return { ...this.#answers.health, ...counts, deadLetters: this.#deadLetters, dropped };
  }

  totals(): DeliveryTotals {
    return { delivered: this.#delivered, spooled: this.#spooled, dropped: new Map(this.#dropped) };
  }

  /** A record that did not enter the queue. */
  notAccepted(reason: "queue_full" | "record_too_large" | "closed"): void {
    this.#drop(reason, 1);
    if (reason === "queue_full") this.#report(reason, this.#messages.queueFull());
    if (reason === "record_too_large") this.#report(reason, this.#messages.recordTooLarge());
    if (reason === "closed") this.cameLate();
  }

  /** A record that came after `close()`; the closed handler counts it. */
  cameLate(): void {
    this.#report("closed", this.#messages.closed());
  }

  /** The server accepted a request. */
  answeredWell(): void {
    this.#answers.succeeded();
    this.#isStopped = false;
  }

  /** The server accepted these records, which had not been on disk. */
  arrived(records: readonly SerializedRecord[]): void {
    const tell = this.#onFirstTrace;
    const trace = tell && records.find(({ kind }) => kind === "trace");
    if (trace === undefined) return;
    this.#onFirstTrace = undefined;
    ignoreErrors(() => tell?.(trace.id));
  }

  delivered(origin: BatchOrigin, records: number): void {
    if (origin === "spool") this.#replayed += records;
    else this.#delivered += records;
  }

  /**
   * Records are on disk; those that had been there before are not counted again.
   *
   * @param why - applies if the server works, or was not asked: a failure of the server is the reason itself
   */
  spooled(origin: BatchOrigin, records: number, why?: string): void {
    if (origin === "spool") return;
    this.#spooled += records;
    // That records wait, and why, has been reported.
    if (this.#isStopped) return;
    const { state, lastFailure } = this.#answers.health;
    const failure = state === "failing" ? lastFailure?.message : undefined;
    this.#report("spooling", this.#messages.spooling(failure ?? why));
  }

  /** Refused, and there is no disk to keep them. */
  refused(kind: SerializedRecord["kind"], records: number, message: string): void {
    this.#drop("refused", records);
    this.#report("refused", this.#messages.refused(kind, records, message));
  }

  deadLettered(records: number): void {
    if (records > 0) this.#drop("refused", records);
    this.#deadLetters += records;
  }

  reportDeadLetter({ record, reason }: DeadLetter): void {
    this.#report("refused", this.#messages.deadLetter(record.kind, reason));
  }

  deadLettersFull(): void {
    this.#report("dead_letters_full", this.#messages.deadLettersFull());
  }

  unreachable(kind: SerializedRecord["kind"], records: number, message: string): void {
    this.#drop("unreachable", records);
    this.#report("unreachable", this.#messages.unreachable(kind, records, message));
  }

  failed(reason: DeliveryFailureReason, message: string): void {
    this.#answers.failed(reason, message);
  }

  retrying(failures: number, message: string): void {
    if (failures >= FAILURES_TO_TELL) this.#report("retrying", this.#messages.retrying(message));
  }

  stopped(message: string): void {
    this.#isStopped = true;
    this.#report("stopped", this.#messages.stopped(message));
  }

  diskFailed(message: string): void {
    this.#report("disk", this.#messages.disk(message));
  }

  readonly lostOnDisk: OnSpoolDrop = (reason, records) => {
    this.#drop(reason, records);
    this.#report("lost_on_disk", this.#messages.lostOnDisk(reason, records));
  };

  underOtherKeys(records: number): void {
    if (records > 0) this.#report("other_keys", this.#messages.underOtherKeys(records));
  }

  /** A file on disk waits for a process with more memory. */
  tooLargeToSend(bytes: number): void {
    this.#report("too_large_to_send", this.#messages.tooLargeToSend(bytes));
  }

  /** What has nowhere to go when the process ends, which may yet go on. */
  leftAtExit(records: number, state: "waiting" | "dropped"): void {
    if (state === "dropped") this.#drop("unreachable", records);
    this.#report("left_at_exit", this.#messages.leftAtExit(records));
  }

  #drop(reason: DropReason, records: number): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + records);
  }
}

/** What `AnswerHistory` knows of a delivery's health. */
type AnswerHealth = Pick<DeliveryHealth, "lastSuccess" | "lastFailure"> & {
  readonly state: "idle" | "delivering" | "failing";
};

/** The newest good and the newest bad answer of a server. */
class AnswerHistory {
  readonly #clock: Clock;
  #health: AnswerHealth = { state: "idle" };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get health(): AnswerHealth {
    return this.#health;
  }

  succeeded(): void {
    this.#health = { ...this.#health, state: "delivering", lastSuccess: { at: this.#now() } };
  }

  failed(reason: DeliveryFailureReason, message: string): void {
    const lastFailure = { at: this.#now(), reason, message: safeText(message) };
    this.#health = { ...this.#health, state: "failing", lastFailure };
  }

  #now(): string {
    return systemClock.isoText(this.#clock.wallTimeMs());
  }
}

type ProblemReport = (kind: DeliveryProblemKind, message: string) => void;

/** Reports the first problem of each kind and ignores the others. */
function createProblemReport(onProblem: ((problem: DeliveryProblem) => void) | undefined): ProblemReport {
  const reported = new Set<DeliveryProblemKind>();
  return (kind, message) => {
    if (onProblem === undefined || reported.has(kind)) return;
    reported.add(kind);
    try {
      onProblem({ kind, message: safeText(message) });
    } catch {
      // A logger that fails must not stop the sending.
    }
  };
}
