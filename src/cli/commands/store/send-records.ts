import { isOutsideServerWindow } from "../../../delivery/spool/server-window.js";
import type { FlushResult, RecordSink, SerializedRecord } from "../../../records/record-sink.js";

export interface SentCounts {
  sent: number;
  /** What no server takes any more. */
  tooOld: number;
  /** What the server refused, or could not take. */
  failed: number;
}

/** Traces and spans, and beside them what is attached to those. */
export interface Sent extends SentCounts {
  readonly attachments: SentCounts;
  problem?: string;
}

/** What the delivery's queue holds at any time, however large a trace is. */
const MAX_PORTION = { records: 500, characters: 4_000_000 };
export const PORTION_TIMEOUT_MS = 60_000;

/** Sends records portion by portion, until one fails or the signal comes: then no answer is waited for. */
export async function sendRecords(
  records: readonly SerializedRecord[],
  sink: RecordSink,
  total: Sent,
  signal: AbortSignal,
): Promise<void> {
  const nowMs = Date.now();
  const inTime = records.filter(({ id }) => !isOutsideServerWindow(id, nowMs));
  total.tooOld += records.length - inTime.length;
  for (const portion of portions(inTime)) {
    for (const record of portion) sink.accept(record);
    const result = await unlessAborted(sink.flush({ timeoutMs: PORTION_TIMEOUT_MS }), signal);
    if (result === undefined) return;
    total.sent += result.delivered;
    total.failed += droppedIn(result) + result.waiting;
    if (total.failed > 0) return;
  }
}

export function droppedIn({ dropped }: FlushResult): number {
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
export function unlessAborted(flushed: Promise<FlushResult>, signal: AbortSignal): Promise<FlushResult | undefined> {
  const aborted = new Promise<undefined>((resolve) => {
    const stop = () => {
      resolve(undefined);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    void flushed.finally(() => {
      signal.removeEventListener("abort", stop);
    });
  });
  return Promise.race([flushed, aborted]);
}
