import type { SerializedRecord } from "../../records/record-sink.js";
import { createdMs } from "./spool-file.js";

const DAY_MS = 86_400_000;

/**
 * The widest window to which an Opik server can be set. A narrower one can't be known beforehand; there the answer to
 * the request shows it.
 */
const WIDEST_WINDOW_MS = 45 * DAY_MS;

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Whether every Opik server that checks ids refuses a record with this one: one such record fails its whole batch. */
export function isOutsideServerWindow(id: string, nowMs: number): boolean {
  return !UUID_V7.test(id) || Math.abs(nowMs - createdMs({ id })) > WIDEST_WINDOW_MS;
}

/** Records that a server may accept, and those that none accepts. */
export function byServerWindow(records: readonly SerializedRecord[], nowMs: number) {
  const isOutside = ({ id }: SerializedRecord) => isOutsideServerWindow(id, nowMs);
  return { inside: records.filter((record) => !isOutside(record)), outside: records.filter(isOutside) };
}
