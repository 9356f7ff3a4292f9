import type { SerializedRecord } from "../../records/record-sink.js";
import { type Batch, halves, withRecords } from "../queue/batch.js";
import { newestTime } from "../spool/shared-claim.js";
import type { DeadLetter, SpoolRest } from "../spool/spool.js";
import type { RefusalStreak } from "./refusal-streak.js";

/** Records that are sent in one request. */
export interface Part {
  readonly batch: Batch;
  /** When the server last refused a request that held them; undefined if it has not. */
  readonly refusedMs: number | undefined;
  /**
   * The parts that were joined to save requests. If the joined one is refused, these are sent, and nothing else is
   * known of them than before.
   */
  readonly madeFrom?: readonly Part[];
}

interface Refusal {
  readonly message: string;
  readonly atMs: number;
}

/** A batch is not divided further with more requests than this at a time. */
const MAX_REQUESTS = 100;

/**
 * How far the sending of a batch has come. What is refused is halved until a record is alone, and that is bad if the
 * server has accepted others since it refused it before.
 */
export class BatchProgress {
  acceptedRecords = 0;
  deadLetters = 0;
  /** Made so far. */
  requests = 0;
  readonly #kind: SerializedRecord["kind"];
  readonly #streak: RefusalStreak;
  /** To be sent, in this order. */
  readonly #parts: Part[];
  /** Refused alone. Each is sent once more when the server has accepted others after that. */
  readonly #suspects: Part[] = [];
  readonly #bad: DeadLetter[] = [];
  #lastRefusal: Refusal | undefined;
  /** When the server last refused parts that were joined. */
  #together: Pick<SpoolRest, "refusedMs"> = { refusedMs: undefined };
  /** After a record that was refused alone, the other end is tried: bad records in a row do not hide good ones. */
  #fromTheEnd = false;

  constructor(kind: SerializedRecord["kind"], parts: readonly Part[], streak: RefusalStreak) {
    this.#kind = kind;
    this.#parts = [...parts];
    this.#streak = streak;
  }

  /** The server's message when it last refused a part. */
  get refusal(): string | undefined {
    return this.#lastRefusal?.message;
  }

  /** What has not been accepted, and is not bad. */
  get left(): SpoolRest {
    const parts = [...this.#parts, ...this.#suspects];
    return { records: parts.flatMap(({ batch }) => batch.records), refusedMs: newestTime([...parts, this.#together]) };
  }

  /** Takes what is to be sent next; undefined if nothing is left, or too many requests were made. */
  next(): Part | undefined {
    if (this.requests >= MAX_REQUESTS) return undefined;
    if (this.#parts.length > 0) return this.#fromTheEnd ? this.#parts.pop() : this.#parts.shift();
    const index = this.#suspects.findIndex(({ refusedMs }) => this.#hasAcceptedSince(refusedMs));
    return index === -1 ? undefined : this.#suspects.splice(index, 1)[0];
  }

  /** Whether any part has not been answered yet. */
  get hasParts(): boolean {
    return this.#parts.length > 0;
  }

  countRequest(): void {
    this.requests += 1;
  }

  accepted({ batch }: Part): void {
    this.#streak.accepted(this.#kind);
    this.acceptedRecords += batch.records.length;
  }

  refused({ batch, refusedMs: beforeMs, madeFrom = [] }: Part, message: string): void {
    const atMs = this.#streak.refused(batch);
    this.#lastRefusal = { message, atMs };
    if (madeFrom.length > 1) {
      this.#together = { refusedMs: atMs };
      const middle = Math.ceil(madeFrom.length / 2);
      this.#putBack([madeFrom.slice(0, middle), madeFrom.slice(middle)].flatMap(partsTogether));
      return;
    }
    const [record] = batch.records;
    if (record === undefined || batch.records.length > 1) {
      this.#putBack(halves(batch).map((half) => ({ batch: half, refusedMs: atMs })));
      return;
    }
    this.#fromTheEnd = !this.#fromTheEnd;
    if (this.#hasAcceptedSince(beforeMs)) this.#bad.push({ record, reason: message });
    else this.#suspects.push({ batch, refusedMs: atMs });
  }

  /** Puts back a part whose records have had no verdict. */
  undecided(part: Part): void {
    this.#parts.unshift(part);
  }

  /** The bad records since the last call. */
  takeDeadLetters(): readonly DeadLetter[] {
    return this.#bad.splice(0);
  }

  /** A bad record that can't be kept among the dead letters goes on waiting, so that it is not lost. */
  notKept({ record }: DeadLetter): void {
    const batch = withRecords({ kind: this.#kind, records: [], firstSequence: 0, lastSequence: 0 }, [record]);
    this.#suspects.push({ batch, refusedMs: this.#lastRefusal?.atMs });
  }

  #putBack(parts: readonly Part[]): void {
    this.#parts.splice(this.#fromTheEnd ? this.#parts.length : 0, 0, ...parts);
  }

  #hasAcceptedSince(timeMs: number | undefined): boolean {
    return timeMs !== undefined && this.#streak.hasAcceptedSince(timeMs, this.#kind);
  }
}

/** The parts joined for one request; none if there are none. */
export function partsTogether(parts: readonly Part[]): readonly Part[] {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return parts;
  const records = parts.flatMap(({ batch }) => batch.records);
  return [{ batch: withRecords(first.batch, records), refusedMs: newestTime(parts), madeFrom: parts }];
}
