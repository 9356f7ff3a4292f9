import type { DropReason } from "../../records/record-sink.js";

/** Counts since a delivery began. */
export interface DeliveryTotals {
  readonly delivered: number;
  readonly spooled: number;
  readonly dropped: ReadonlyMap<DropReason, number>;
}

export const NO_TOTALS: DeliveryTotals = { delivered: 0, spooled: 0, dropped: new Map() };

/** What was added between two counts of one delivery; a reason without a loss is absent. */
export function totalsSince(before: DeliveryTotals, now: DeliveryTotals): DeliveryTotals {
  const dropped = new Map<DropReason, number>();
  for (const [reason, records] of now.dropped) {
    const added = records - (before.dropped.get(reason) ?? 0);
    if (added > 0) dropped.set(reason, added);
  }
  return { delivered: now.delivered - before.delivered, spooled: now.spooled - before.spooled, dropped };
}

export function totalsTogether(one: DeliveryTotals, other: DeliveryTotals): DeliveryTotals {
  const dropped = new Map(one.dropped);
  for (const [reason, records] of other.dropped) dropped.set(reason, (dropped.get(reason) ?? 0) + records);
  return { delivered: one.delivered + other.delivered, spooled: one.spooled + other.spooled, dropped };
}
