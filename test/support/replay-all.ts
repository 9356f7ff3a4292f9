import { letTimePass } from "./let-time-pass.js";
import { traceText } from "./record-texts.js";
import type { TestDelivery } from "./test-delivery.js";

/** More than any test makes. */
const NEW_RECORD = 1_000_000;

/** As the next process does, until nothing is left on disk. */
export async function replayAll({ clock, openDelivery }: TestDelivery): Promise<void> {
  const next = openDelivery();
  next.accept(traceText(NEW_RECORD));
  await letTimePass(clock, () => next.health().state !== "idle" && next.waitingRecords === 0, 1_000);
  await letTimePass(clock, () => next.health().spool?.records === 0, 1_000);
  await next.close(1_000);
}

/** Lost, for whatever reason. */
export function droppedRecords(dropped: Readonly<Record<string, number>>): number {
  return Object.values(dropped).reduce((total, count) => total + count, 0);
}
