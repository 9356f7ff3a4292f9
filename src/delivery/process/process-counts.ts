import type { DropReason, FlushResult } from "../../records/record-sink.js";
import { type DeliveryTotals, NO_TOTALS, totalsSince, totalsTogether } from "../stats/delivery-totals.js";
import type { DestinationKind, ProcessRegistry, SharedDelivery } from "./process-registry.js";

const OPIK_FIRST = ["opik", "store"] as const satisfies readonly DestinationKind[];
export const NO_COUNTS: FlushResult = { delivered: 0, spooled: 0, waiting: 0, dropped: {} };

/** The process has one more delivery. */
export function joinDeliveries({ deliveries, untold: unreported }: ProcessRegistry, shared: SharedDelivery): void {
  deliveries.add(shared);
  addUnreported(unreported, shared.destination, NO_TOTALS);
}

/** The process has one delivery less; its counts are still to be reported. */
export function leaveDeliveries({ deliveries, untold: unreported }: ProcessRegistry, shared: SharedDelivery): void {
  if (deliveries.delete(shared)) addUnreported(unreported, shared.destination, newTotals(shared));
}

/** A record is lost that was passed to no delivery. */
export function countLost(
  { untold: unreported }: ProcessRegistry,
  destination: DestinationKind,
  reason: DropReason,
): void {
  addUnreported(unreported, destination, { ...NO_TOTALS, dropped: new Map([[reason, 1]]) });
}

/** What happened to the records of the whole process since the last call. */
export function drainCounts(registry: ProcessRegistry): FlushResult {
  const destinations = OPIK_FIRST.filter((destination) => registry.untold.has(destination));
  // If nothing goes to Opik, the store's counts are the only ones.
  const [first = NO_COUNTS, store] = destinations.map((destination) => drainCountsOf(registry, destination));
  const { sampledOut } = registry;
  registry.sampledOut = 0;
  const dropped = { ...first.dropped, ...(sampledOut > 0 && { sampled_out: sampledOut }) };
  return { ...first, dropped, ...(store !== undefined && { store }) };
}

function drainCountsOf({ deliveries, untold: unreported }: ProcessRegistry, destination: DestinationKind): FlushResult {
  let totals = unreported.get(destination) ?? NO_TOTALS;
  unreported.set(destination, NO_TOTALS);
  let waiting = 0;
  for (const shared of deliveries) {
    if (shared.destination !== destination) continue;
    totals = totalsTogether(totals, newTotals(shared));
    shared.told = shared.delivery.totals();
    waiting += shared.delivery.waitingRecords;
  }
  const { delivered, spooled, dropped } = totals;
  return { delivered, spooled, waiting, dropped: Object.fromEntries(dropped) };
}

function newTotals({ delivery, told: reported }: SharedDelivery): DeliveryTotals {
  return totalsSince(reported, delivery.totals());
}

function addUnreported(
  unreported: Map<DestinationKind, DeliveryTotals>,
  destination: DestinationKind,
  totals: DeliveryTotals,
): void {
  unreported.set(destination, totalsTogether(unreported.get(destination) ?? NO_TOTALS, totals));
}
