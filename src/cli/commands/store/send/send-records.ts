import { isOutsideServerWindow } from "../../../../delivery/spool/server-window.js";
import type { FlushResult, RecordSink, SerializedRecord } from "../../../../records/record-sink.js";

export interface SentCounts {
  sent: number;
  /** What is too old for every server. */
  tooOld: number;
  /** What the server refused, or failed to accept. */
  failed: number;
  /** What was not tried, because sending ended before. */
  waiting: number;
  /** All of it: the sum of the four. */
  total: number;
}

/**
 * Counts what was not tried if sending ended early. If it was completed, records that were deleted or stored meanwhile
 * make the total a different one.
 */
export function countWaiting(counts: SentCounts, isComplete: boolean): void {
  const tried = triedOf(counts);
  counts.total = isComplete ? tried : Math.max(counts.total, tried);
  counts.waiting = counts.total - tried;
}

export function triedOf({ sent, tooOld, failed }: SentCounts): number {
  return sent + tooOld + failed;
}

/** Traces and spans, and separately their attachments. */
export interface Sent extends SentCounts {
  readonly attachments: SentCounts;
  problem?: string;
}

/** How much the delivery's queue holds at any time, however large a trace is. */
const MAX_PORTION = { records: 500, characters: 4_000_000 };

export interface SendingParts {
  readonly sink: RecordSink;
  readonly signal: AbortSignal;
  /** How long the server may accept nothing. */
  readonly giveUpMs: number;
}

/** Sends records portion by portion, until one fails or the signal comes: then no answer is waited for. */
export async function sendRecords(
  records: readonly SerializedRecord[],
  total: Sent,
  { sink, signal, giveUpMs }: SendingParts,
): Promise<void> {
  const nowMs = Date.now();
  const inTime = records.filter(({ id }) => !isOutsideServerWindow(id, nowMs));
  total.tooOld += records.length - inTime.length;
  for (const portion of portions(inTime)) {
    for (const record of portion) sink.accept(record);
    const result = await flushed(sink, signal, giveUpMs);
    if (result === undefined) return;
    total.sent += result.delivered;
    total.failed += result.failed;
    if (total.failed > 0) return;
  }
}

interface Flushed {
  readonly delivered: number;
  readonly failed: number;
  /** Those of them that the server did not answer in time. */
  readonly unanswered: number;
}

/** Waits as long as the server accepts some of it. Undefined at the signal. */
export async function flushed(sink: RecordSink, signal: AbortSignal, timeoutMs: number): Promise<Flushed | undefined> {
  let delivered = 0;
  let dropped = 0;
  for (;;) {
    const result = await unlessAborted(sink.flush({ timeoutMs }), signal);
    if (result === undefined) return undefined;
    delivered += result.delivered;
    dropped += droppedIn(result);
    const { waiting } = result;
    if (waiting === 0 || result.delivered === 0) return { delivered, failed: dropped + waiting, unanswered: waiting };
  }
}

function droppedIn({ dropped }: FlushResult): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

function* portions(records: readonly SerializedRecord[]): Generator<readonly SerializedRecord[]> {
  let portion: SerializedRecord[] = [];
  let characters = 0;
  for (const record of records) {
    const isFull = portion.length >= MAX_PORTION.records || characters + record.json.length > MAX_PORTION.characters;
    if (isFull && portion.length > 0) {
      yield portion;
      portion = [];
      characters = 0;
    }
    portion.push(record);
    characters += record.json.length;
  }
  if (portion.length > 0) yield portion;
}

/** Undefined at the signal. */
function unlessAborted(flushing: Promise<FlushResult>, signal: AbortSignal): Promise<FlushResult | undefined> {
  const aborted = new Promise<undefined>((resolve) => {
    const stop = () => {
      resolve(undefined);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    void flushing.finally(() => {
      signal.removeEventListener("abort", stop);
    });
  });
  return Promise.race([flushing, aborted]);
}
