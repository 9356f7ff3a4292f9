import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { parseFileName } from "../../../src/delivery/spool/spool-file.js";
import { spanText, traceText } from "../opik-server/record-texts.js";
import { letTimePass } from "../time/let-time-pass.js";
import type { TestDelivery } from "./test-delivery.js";

/** More than any test makes. */
const NEW_TRACE = 1_000_000;
const NEW_SPAN = 1_000_001;
const BETWEEN_RECORDS_MS = 60_000;

/** As the next process does, which has records of its own now and then, until nothing is left on disk. */
export async function replayAll({ clock, openDelivery, settings }: TestDelivery): Promise<void> {
  const next = openDelivery();
  let nextRecordsMs = Number.NEGATIVE_INFINITY;
  const isDone = () => {
    // Requests and files take real time, of which this clock knows nothing: records that came without regard to it
    // could come faster than they go.
    if (next.waitingRecords > 0) return false;
    // Before it has looked at the disk for the first time, nothing is known to wait there.
    if (next.health().spool?.records === 0 && !holdsBatches(settings.disk?.dir ?? "")) return true;
    if (clock.elapsedMs() < nextRecordsMs) return false;
    // Only what the server accepts tells a bad record from a server that refuses everything.
    for (const record of [traceText(NEW_TRACE), spanText(NEW_SPAN)]) next.accept(record);
    nextRecordsMs = clock.elapsedMs() + BETWEEN_RECORDS_MS;
    return false;
  };
  await letTimePass(clock, isDone, 1_000);
  await next.close(1_000);
}

/** One that is being sent may yet be refused, and wait again. */
function holdsBatches(dir: string): boolean {
  const names = readdirSync(dir, { recursive: true, encoding: "utf8" });
  return names.some((name) => parseFileName(basename(name)) !== undefined);
}

/** Lost, for whatever reason. */
export function droppedRecords(dropped: Readonly<Record<string, number>>): number {
  return Object.values(dropped).reduce((total, count) => total + count, 0);
}
