import type { BatchExporter } from "../../../delivery/batch-exporter.js";
import { Delivery } from "../../../delivery/delivery.js";
import type { DeliverySettings } from "../../../delivery/delivery-settings.js";
import { type SurveyedTarget, surveyTarget } from "../../../delivery/spool/survey.js";
import type { DropReason } from "../../../records/record-sink.js";
import { systemClock } from "../../../runtime/system-clock.js";
import { openTarget } from "./open-target.js";
import type { SpoolLocation } from "./spool-location.js";

interface Sending {
  readonly settings: DeliverySettings;
  readonly exporter: BatchExporter;
  /** Whether the dead letters are sent once more, too. */
  readonly deadLetters: boolean;
  /** Sends what waits, for as long as that should go on. */
  readonly replay: (delivery: Delivery) => Promise<void>;
}

/** What happened to the records of one target. The four counts add up to what there was. */
export interface SentWaiting {
  readonly sent: number;
  readonly waiting: number;
  /** Those that the server refused to this command. */
  readonly deadLetters: number;
  /** Lost, by reason. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Why records still wait. */
  readonly failure?: string;
}

/** Sends all that waits on disk for one target, each batch once. */
export async function sendWaiting(
  place: SpoolLocation,
  target: SurveyedTarget,
  { settings, exporter, deadLetters: withDeadLetters, replay }: Sending,
): Promise<SentWaiting> {
  const dropped: Partial<Record<DropReason, number>> = {};
  const spool = openTarget(place, target, (reason, records) => {
    dropped[reason] = (dropped[reason] ?? 0) + records;
  });
  const random = Math.random;
  const delivery = new Delivery({ settings, exporter, clock: systemClock, random, openSpool: () => ({ spool }) });
  if (withDeadLetters) await spool.reviveDeadLetters();
  await replay(delivery);
  await delivery.close(0);
  const { replayed: sent, deadLetters, lastFailure } = delivery.health();
  // Looked up on disk, where other processes may have left some meanwhile.
  const waiting = surveyTarget(target.folder, place.node)?.waiting.records ?? 0;
  const failure = lastFailure?.message ?? `Their files can't be moved or read: look into ${target.folder}.`;
  return { sent, waiting, deadLetters, dropped, ...(waiting > 0 && { failure }) };
}
