import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { parseFileName } from "../../src/delivery/spool/spool-file.js";
import { letTimePass } from "./let-time-pass.js";
import { traceText } from "./record-texts.js";
import type { TestDelivery } from "./test-delivery.js";

/** More than any test makes. */
const NEW_RECORD = 1_000_000;

/** As the next process does, until nothing is left on disk. */
export async function replayAll({ clock, openDelivery, settings }: TestDelivery): Promise<void> {
  const next = openDelivery();
  next.accept(traceText(NEW_RECORD));
  await letTimePass(clock, () => next.health().state !== "idle" && next.waitingRecords === 0, 1_000);
  // Before it has looked at the disk for the first time, nothing is known to wait there.
  await letTimePass(clock, () => next.health().spool?.records === 0 && !holdsBatches(settings.disk?.dir ?? ""), 1_000);
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
