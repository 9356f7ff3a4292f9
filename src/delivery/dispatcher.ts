import { type Batch, halves, requestsFor, withRecords } from "./batch.js";
import type { BatchQueue } from "./batch-queue.js";
import { cutRecord } from "./cut-record.js";
import type { DeliveryLedger } from "./delivery-ledger.js";
import type { StopCause } from "./delivery-outcome.js";
import type { Disk } from "./disk.js";
import type { HeldParcels } from "./held-parcels.js";
import type { Parcel, PutOff } from "./parcel.js";
import type { SendParcel, Verdict } from "./parcel-sender.js";
import type { BatchLimits } from "./record-lane.js";
import type { RefusalStreak } from "./refusal-streak.js";
import type { SendGate } from "./send-gate.js";
import { byServerWindow } from "./spool/server-window.js";
import type { DeadLetter } from "./spool.js";

interface DispatcherParts {
  readonly send: SendParcel;
  readonly queue: BatchQueue;
  readonly held: HeldParcels;
  readonly disk: Disk;
  readonly gate: SendGate;
  readonly ledger: DeliveryLedger;
  readonly streak: RefusalStreak;
  readonly limits: BatchLimits;
  /** Time of day in milliseconds. */
  readonly wallTimeMs: () => number;
}

/** Records that go out in one request. */
interface Part {
  readonly batch: Batch;
  /** When the server last refused a request that held its records; undefined: it has not. */
  readonly refusedMs?: number | undefined;
}

interface Refusal {
  readonly message: string;
  readonly atMs: number;
}

/** How far a parcel has come. */
interface Progress {
  /** To be sent, in this order. */
  readonly parts: Part[];
  /** Refused alone. Each is sent once more when the server has accepted others after that. */
  readonly suspects: Part[];
  /** Refused alone, although the server had accepted others since it refused them before. */
  readonly bad: DeadLetter[];
  accepted: number;
  deadLetters: number;
  requests: number;
  /** After a record that was refused alone, the other end has its turn: bad ones that stand together hide no good ones. */
  fromTheEnd: boolean;
  /** The last one. */
  refusal: Refusal | undefined;
}

/** Why no more of a parcel is sent. */
type End =
  | Exclude<Verdict, { kind: "accepted" | "split" }>
  /** Each part has had its answer, or too many requests went into it. */
  | { readonly kind: "done" }
  /** The server seems to refuse everything: when this parcel showed it, the next one is still tried. */
  | { readonly kind: "refuses_all"; readonly isKnown: boolean; readonly message: string };

const NOTHING_YET = { accepted: 0, deadLetters: 0, requests: 0, fromTheEnd: false, refusal: undefined } as const;

/** How long nothing is sent after an answer that only a person can change. */
const STOP_MS: Readonly<Record<StopCause, number>> = { refused: 300_000, out_of_quota: 3_600_000 };
/** A batch is not taken apart further with more requests than this at a time. */
const MAX_REQUESTS = 100;
/** A record that is too large although it is this small is not made any smaller. */
const MIN_CUT_BYTES = 64_000;

/** Sends parcels and sees to what becomes of each, until it is settled. The same for new records and for those from disk. */
export class Dispatcher {
  readonly #parts: DispatcherParts;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Resolves when a held parcel is settled, with the number of its records that need not be sent again. */
  async dispatch(parcel: Parcel): Promise<number> {
    const progress = this.#begin(parcel);
    while (!parcel.isSettled) {
      const end = await this.#sendParts(parcel, progress);
      if (!parcel.isSettled) await this.#buryBad(parcel, progress);
      await this.#settle(parcel, progress, end);
    }
    return progress.accepted + progress.deadLetters;
  }

  /** Ends a parcel on disk. After a failure it is still in memory. */
  async putOff(parcel: Parcel, why?: string): Promise<PutOff> {
    const put = await parcel.putOff();
    if (put.kind === "written") this.wasPutOff(parcel, why);
    return put;
  }

  wasPutOff(parcel: Parcel, why?: string): void {
    this.#letGo(parcel);
    this.#parts.ledger.putOff(parcel.origin, parcel.batch.records.length, why);
  }

  #begin(parcel: Parcel): Progress {
    const batches = parcel.origin === "disk" ? this.#requestsFromDisk(parcel) : [parcel.batch];
    const parts = batches.map((batch) => ({ batch, refusedMs: parcel.refusedMs }));
    return { parts, suspects: [], bad: [], ...NOTHING_YET };
  }

  /** A file may hold more than a request, and records so old that one of them would fail the others. */
  #requestsFromDisk({ batch, refusedMs }: Parcel): readonly Batch[] {
    const { limits, wallTimeMs } = this.#parts;
    const { inside, outside } = byServerWindow(rotated(batch.records, refusedMs ?? 0), wallTimeMs());
    return [inside, outside].flatMap((records) => requestsFor(withRecords(batch, records), limits));
  }

  async #sendParts(parcel: Parcel, progress: Progress): Promise<End> {
    for (let part = this.#next(progress); part !== undefined; part = this.#next(progress)) {
      const verdict = await this.#sendPart(parcel, part.batch, progress);
      if (parcel.isSettled) break;
      if (verdict.kind === "accepted") this.#accepted(part, progress);
      else if (verdict.kind === "split") {
        const end = this.#refused(part, verdict.message, progress);
        if (end !== undefined) return end;
      } else {
        progress.parts.unshift(part);
        return verdict;
      }
    }
    return { kind: "done" };
  }

  #next({ parts, suspects, requests, fromTheEnd }: Progress): Part | undefined {
    if (requests >= MAX_REQUESTS) return undefined;
    const isWorthATry = ({ batch, refusedMs = Infinity }: Part) =>
      this.#parts.streak.hasAcceptedSince(refusedMs, batch.kind);
    if (parts.length > 0) return fromTheEnd ? parts.pop() : parts.shift();
    const index = suspects.findIndex(isWorthATry);
    return index === -1 ? undefined : suspects.splice(index, 1)[0];
  }

  /** A record that is too large alone is cut until the server takes it. */
  async #sendPart(parcel: Parcel, batch: Batch, progress: Progress): Promise<Verdict> {
    progress.requests += 1;
    const verdict = await this.#parts.send(parcel, batch);
    const cut = verdict.kind === "split" && verdict.cause === "too_large" ? cutBatch(batch) : undefined;
    return cut === undefined ? verdict : this.#sendPart(parcel, cut, progress);
  }

  #accepted({ batch }: Part, progress: Progress): void {
    this.#parts.streak.accepted(batch.kind);
    this.#parts.ledger.answeredWell();
    progress.accepted += batch.records.length;
  }

  #refused(part: Part, message: string, progress: Progress): End | undefined {
    const { streak, ledger } = this.#parts;
    const isKnown = streak.refusesAll && progress.requests === 1;
    ledger.failed("refused", message);
    const refusal = { message, atMs: streak.refused(part.batch) };
    progress.refusal = refusal;
    this.#sort(part, refusal, progress);
    // Where it has accepted a part of this very batch, it is the records.
    const refusesAll = streak.refusesAll && progress.accepted === 0;
    return refusesAll ? { kind: "refuses_all", isKnown, message } : undefined;
  }

  #sort({ batch, refusedMs: beforeMs = Infinity }: Part, { message, atMs }: Refusal, progress: Progress): void {
    const [record] = batch.records;
    if (record === undefined || batch.records.length > 1) {
      const parts = halves(batch).map((half) => ({ batch: half, refusedMs: atMs }));
      if (progress.fromTheEnd) progress.parts.push(...parts);
      else progress.parts.unshift(...parts);
      return;
    }
    progress.fromTheEnd = !progress.fromTheEnd;
    if (this.#parts.streak.hasAcceptedSince(beforeMs, batch.kind)) {
      progress.bad.push({ record, reason: message });
    } else progress.suspects.push({ batch, refusedMs: atMs });
  }

  /** Those that can't be kept among the dead letters wait on, so that none is lost. */
  async #buryBad({ batch }: Parcel, progress: Progress): Promise<void> {
    const { disk, ledger } = this.#parts;
    for (const letter of progress.bad.splice(0)) {
      const write = await disk.bury(letter);
      if (write.kind === "written") {
        progress.deadLetters += 1;
        ledger.reportDeadLetter(batch.kind, letter.reason);
      } else {
        if (write.kind === "full") ledger.deadLettersFull();
        const part = withRecords(batch, [letter.record]);
        progress.suspects.push({ batch: part, refusedMs: progress.refusal?.atMs });
      }
    }
  }

  async #settle(parcel: Parcel, progress: Progress, end: End): Promise<void> {
    if (parcel.isSettled) return;
    const parts = [...progress.parts, ...progress.suspects];
    const left = parts.flatMap(({ batch }) => batch.records);
    if (left.length === 0) {
      await parcel.finish();
      this.#letGo(parcel);
      return this.#count(parcel, progress);
    }
    this.#noteFailure(end);
    const put = await parcel.putOff({ records: left, refusedMs: lastRefusal(parts) });
    if (put.kind === "written") {
      this.#letGo(parcel);
      this.#count(parcel, progress);
      this.#leftOnDisk(parcel, left.length, progress, end);
    } else if (put.kind === "failed" && end.kind !== "put_off") {
      await parcel.finish();
      this.#letGo(parcel);
      this.#count(parcel, progress);
      this.#dropped(parcel, left.length, progress, end);
    }
  }

  #noteFailure(end: End): void {
    if (end.kind === "stop" || end.kind === "unreachable") this.#parts.ledger.failed(end.cause, end.message);
  }

  #count({ origin }: Parcel, { accepted, deadLetters }: Progress): void {
    this.#parts.ledger.delivered(origin, accepted);
    this.#parts.ledger.deadLettered(deadLetters);
  }

  #leftOnDisk({ origin }: Parcel, records: number, { refusal }: Progress, end: End): void {
    const { gate, ledger } = this.#parts;
    const message = "message" in end ? end.message : refusal?.message;
    if (end.kind === "stop" || (end.kind === "refuses_all" && end.isKnown)) {
      gate.stop(STOP_MS[end.kind === "stop" ? end.cause : "refused"]);
      ledger.stopped(end.message);
    }
    ledger.putOff(origin, records, message);
  }

  #dropped({ batch }: Parcel, records: number, { refusal }: Progress, end: End): void {
    const { ledger } = this.#parts;
    if (end.kind === "unreachable") ledger.unreachable(batch.kind, records, end.message);
    else if (end.kind === "abandoned") ledger.unreachable(batch.kind, records, "delivery was closed first");
    else ledger.refused(batch.kind, records, "message" in end ? end.message : (refusal?.message ?? ""));
  }

  #letGo(parcel: Parcel): void {
    const { held, queue, disk } = this.#parts;
    held.letGo(parcel);
    queue.settle(parcel.batch);
    disk.settled(parcel.batch.records);
  }
}

function lastRefusal(parts: readonly Part[]): number | undefined {
  const times = parts.flatMap(({ refusedMs }) => refusedMs ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Begins elsewhere with each refusal, so that the same few bad records do not fail the good ones every time. */
function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** A batch of one record, with half of it; undefined when it holds more, or can't be made smaller. */
function cutBatch(batch: Batch): Batch | undefined {
  const [record] = batch.records;
  if (record === undefined || batch.records.length > 1 || batch.bytes <= MIN_CUT_BYTES) return undefined;
  const cut = cutRecord(record, batch.bytes >> 1);
  return cut && withRecords(batch, [cut]);
}
