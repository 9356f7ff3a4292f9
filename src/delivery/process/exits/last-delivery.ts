import { ignoreErrors } from "../../../runtime/ignore-errors.js";
import type { LastRecords, ProcessEnd } from "../process-end.js";
import type { ProcessRegistry } from "../process-registry.js";
import { sendAtExit } from "./send-at-exit.js";

/**
 * Delivers all that is pending, within each delivery's time limit; the rest is put on disk. If the process is not in a
 * hurry, what was on disk before is sent too. Never rejects.
 */
export async function deliverLast(registry: ProcessRegistry, endedBy?: string): Promise<void> {
  runHooks(registry, endedBy);
  await Promise.allSettled(
    [...registry.deliveries].map(async ({ delivery }) => {
      const isHurried = endedBy !== undefined;
      await delivery.processEnd.drain({ isHurried });
      if (!isHurried) await delivery.processEnd.replay();
    }),
  );
}

/** Puts all that is pending on disk, synchronously: there is no time for more. */
export function keepLast(registry: ProcessRegistry, endedBy: string): void {
  runHooks(registry, endedBy);
  forEachQuietly(registry.deliveries, ({ delivery }) => {
    delivery.processEnd.keep();
  });
}

/**
 * The process is gone when this returns: puts all that is pending on disk, then sends it, each delivery within its time
 * limit and only to a server that is not known to be down.
 */
export function sendLast(registry: ProcessRegistry, endedBy: string): void {
  runHooks(registry, endedBy);
  const ends: { readonly processEnd: ProcessEnd; readonly last: LastRecords }[] = [];
  forEachQuietly(registry.deliveries, ({ delivery: { processEnd } }) => {
    ends.push({ processEnd, last: processEnd.beginLast() });
  });
  const jobs = ends.flatMap(({ last }) => last.job ?? []);
  const results = sendAtExit(jobs);
  forEachQuietly(ends, ({ processEnd, last }) => {
    processEnd.endWith(last, last.job && results[jobs.indexOf(last.job)]);
  });
}

/** Sends all that is pending without waiting for it: something else decides when the process ends. */
export function sendPending({ deliveries }: ProcessRegistry): void {
  forEachQuietly(deliveries, ({ delivery }) => {
    delivery.sendNow();
  });
}

function runHooks({ exitHooks }: ProcessRegistry, endedBy: string | undefined): void {
  forEachQuietly(exitHooks, (hook) => {
    hook(endedBy);
  });
}

/** A fault in one neither keeps the others from being done nor changes how the process ends. */
function forEachQuietly<Item>(items: Iterable<Item>, work: (item: Item) => void): void {
  for (const item of [...items]) {
    ignoreErrors(() => {
      work(item);
    });
  }
}
