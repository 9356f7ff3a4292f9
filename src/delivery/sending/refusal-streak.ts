import type { RecordKind } from "../../records/record-sink.js";
import type { Clock } from "../clock.js";
import type { Batch } from "../queue/batch.js";

/** If this many different records are refused in a row, the cause is not the records. */
const RECORDS_TO_SUSPECT = 5;

/**
 * How long nothing is sent to a server that seems to refuse everything, the first time and at most. It doubles: good
 * records after bad ones wait no longer than the bad ones have been refused.
 */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;

/**
 * Distinguishes bad records from a server that refuses everything, such as one that does not know the workspace. No
 * refusal proves that a record is bad; only what the server accepts in between does.
 */
export class RefusalStreak {
  readonly #clock: Pick<Clock, "wallTimeMs">;
  /** Ids of records that were refused alone since the last request that was accepted. */
  readonly #refusedIds = new Set<string>();
  readonly #acceptedMs: Record<RecordKind, number> = {
    trace: Number.NEGATIVE_INFINITY,
    span: Number.NEGATIVE_INFINITY,
    attachment: Number.NEGATIVE_INFINITY,
  };
  #lastMs = Number.NEGATIVE_INFINITY;
  #pauseMs = FIRST_PAUSE_MS;

  constructor(clock: Pick<Clock, "wallTimeMs">) {
    this.#clock = clock;
  }

  accepted(kind: RecordKind): void {
    this.#refusedIds.clear();
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#acceptedMs[kind] = this.#nowMs();
  }

  /** Returns the time of it, in milliseconds since 1970. */
  refused({ kind, records }: Batch): number {
    const [record] = records;
    // A server that stores no files may well accept traces.
    if (kind !== "attachment" && record !== undefined && records.length === 1 && !this.refusesAll)
      this.#refusedIds.add(record.id);
    return this.#nowMs();
  }

  get refusesAll(): boolean {
    return this.#refusedIds.size >= RECORDS_TO_SUSPECT;
  }

  /** How long to send nothing, while it refuses everything; longer each time. */
  nextPauseMs(): number {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    return pauseMs;
  }

  hasAcceptedSince(timeMs: number, kind: RecordKind): boolean {
    return this.#acceptedMs[kind] > timeMs;
  }

  hasAcceptedAnySince(timeMs: number): boolean {
    return this.hasAcceptedSince(timeMs, "trace") || this.hasAcceptedSince(timeMs, "span");
  }

  // The time of day, which other processes can compare with; no two answers have the same time.
  #nowMs(): number {
    this.#lastMs = Math.max(this.#clock.wallTimeMs(), this.#lastMs + 1);
    return this.#lastMs;
  }
}
