import type { DeliveryHealth } from "../records/delivery-health.js";
import type { FlushOptions, FlushResult, RecordSink } from "../records/record-sink.js";
import { BoundedMap } from "./run/bounded-map.js";
import type { TracedRecord, TraceFacts } from "./serialize/traced-record.js";

export interface SamplingRules {
  /** The share of the traces that is kept, from 0 to 1. */
  readonly rate: number;
  /** Whether a trace outside the share is still kept. */
  readonly isWorthKeeping: (trace: TraceFacts) => boolean;
  /** The maximum length of all records that wait for the end of their traces, in characters; default 32,000,000. */
  readonly maxWaitingLength?: number;
  /** Called with the number of dropped records. */
  readonly onDrop?: (records: number) => void;
}

// How many decisions are remembered for records that come after them.
const DECISIONS = 10_000;
const MAX_WAITING_LENGTH = 32_000_000;

interface WaitingTrace {
  readonly records: TracedRecord[];
  length: number;
}

/**
 * Passes whole traces on, or drops and counts them as `sampled_out`. A trace of the share passes at once; any other
 * waits in memory until its root has ended, and nothing of it is shown before. Where too much waits, the trace that has
 * waited longest passes: a trace that should be kept is never lost to save memory.
 */
export class SamplingSink implements RecordSink<TracedRecord> {
  readonly #rules: SamplingRules;
  readonly #next: RecordSink<TracedRecord>;
  readonly #waiting = new Map<string, WaitingTrace>();
  readonly #decisions = new BoundedMap<string, "kept" | "dropped">(DECISIONS);
  #waitingRecords = 0;
  #waitingLength = 0;
  /** Records dropped since the sink was made, and how many of them a flush has reported. */
  #sampledOut = 0;
  #toldSampledOut = 0;

  constructor(rules: SamplingRules, next: RecordSink<TracedRecord>) {
    this.#rules = rules;
    this.#next = next;
  }

  accept(record: TracedRecord): void {
    const { traceId, isExempt = false } = record;
    const isKept = isExempt || isInShare(traceId, this.#rules.rate);
    const decision = this.#decisions.get(traceId) ?? (isKept ? "kept" : undefined);
    if (decision === "kept") this.#next.accept(record);
    else if (record.isPreview === true) return;
    else if (decision === "dropped") this.#dropped(1);
    else this.#wait(record);
  }

  /** Records that wait here are in memory, too. */
  health(): DeliveryHealth {
    const health = this.#next.health();
    const { records, bytes } = health.queue;
    return {
      ...health,
      queue: { records: records + this.#waitingRecords, bytes: bytes + this.#waitingLength },
      dropped: withSampledOut(health.dropped, this.#sampledOut),
    };
  }

  async flush(options?: FlushOptions): Promise<FlushResult> {
    return this.#withCounts(await this.#next.flush(options));
  }

  /** Traces that still wait are passed on: their end will not come. */
  async close(options?: FlushOptions): Promise<FlushResult> {
    for (const traceId of [...this.#waiting.keys()]) this.#settle(traceId, "kept");
    return this.#withCounts(await this.#next.close(options));
  }

  #wait(record: TracedRecord): void {
    const { traceId, ended } = record;
    const trace = this.#waiting.get(traceId) ?? { records: [], length: 0 };
    this.#waiting.set(traceId, trace);
    trace.records.push(record);
    trace.length += record.json.length;
    this.#waitingRecords += 1;
    this.#waitingLength += record.json.length;
    if (ended !== undefined) this.#settle(traceId, this.#rules.isWorthKeeping(ended) ? "kept" : "dropped");
    this.#makeRoom();
  }

  #makeRoom(): void {
    for (const traceId of this.#waiting.keys()) {
      if (this.#waitingLength <= (this.#rules.maxWaitingLength ?? MAX_WAITING_LENGTH)) return;
      this.#settle(traceId, "kept");
    }
  }

  #settle(traceId: string, decision: "kept" | "dropped"): void {
    const trace = this.#waiting.get(traceId);
    if (trace === undefined) return;
    this.#waiting.delete(traceId);
    this.#decisions.set(traceId, decision);
    this.#waitingRecords -= trace.records.length;
    this.#waitingLength -= trace.length;
    if (decision === "dropped") this.#dropped(trace.records.length);
    else for (const record of trace.records) this.#next.accept(record);
  }

  #dropped(records: number): void {
    this.#sampledOut += records;
    this.#rules.onDrop?.(records);
  }

  #withCounts(result: FlushResult): FlushResult {
    const sampledOut = this.#sampledOut - this.#toldSampledOut;
    this.#toldSampledOut = this.#sampledOut;
    return {
      ...result,
      waiting: result.waiting + this.#waitingRecords,
      dropped: withSampledOut(result.dropped, sampledOut),
    };
  }
}

function withSampledOut(dropped: FlushResult["dropped"], count: number): FlushResult["dropped"] {
  return count === 0 ? dropped : { ...dropped, sampled_out: count };
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Whether a trace belongs to the given share (0 to 1) of all traces. Only the id decides, so that services that work on
 * one trace agree, and a trace of a smaller share is in every larger one.
 */
export function isInShare(traceId: string, share: number): boolean {
  return hashOf(traceId) / 2 ** 32 < share;
}

// FNV-1a with a final mixing step: ids of the same millisecond differ only in their last characters.
function hashOf(text: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
