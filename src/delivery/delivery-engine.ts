import type { Clock } from "./clock.js";
import type { DeliverySettings } from "./delivery-settings.js";
import type { Transport } from "./http/http-transport.js";
import { RequestCuts } from "./http/request-cuts.js";
import { BatchQueue } from "./queue/batch-queue.js";
import type { MemoryBudget } from "./queue/memory-budget.js";
import { BatchScheduler } from "./sending/batch-scheduler.js";
import { createBatchSender } from "./sending/batch-sender.js";
import { Dispatcher } from "./sending/dispatcher.js";
import { InFlightBatches } from "./sending/in-flight-batches.js";
import { RefusalStreak } from "./sending/refusal-streak.js";
import { Replay } from "./sending/replay.js";
import { SendGate } from "./sending/send-gate.js";
import { WakeableSleep } from "./sending/wakeable-sleep.js";
import { Disk, type SpoolParts } from "./spool/disk.js";
import type { OnSpoolDrop } from "./spool/spool.js";
import { DeliveryLedger } from "./stats/delivery-ledger.js";

/** What a delivery is made from. */
export interface DeliveryParts {
  readonly settings: DeliverySettings;
  readonly transport: Transport;
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** Where records go that can't be sent now; undefined = they wait in memory. */
  readonly openSpool?: (onDrop: OnSpoolDrop) => SpoolParts | undefined;
  /** Shared by all deliveries of a process. */
  readonly memory?: MemoryBudget;
  /** Called once, when there is something to lose. */
  readonly onFirstRecord?: () => void;
}

interface EngineOptions extends DeliveryParts {
  readonly closing: AbortSignal;
  readonly attemptLimit: () => number;
  readonly isFlushing: () => boolean;
  readonly flushEndsInMs: () => number;
  readonly onSettled: () => void;
}

export type DeliveryEngine = ReturnType<typeof createDeliveryEngine>;

/** Puts the parts of a delivery together. Nothing moves before its line is pumped. */
export function createDeliveryEngine(options: EngineOptions) {
  const { settings, clock, openSpool } = options;
  const ledger = new DeliveryLedger(settings, clock);
  const disk = new Disk(openSpool?.(ledger.lostOnDisk), clock, (message) => {
    ledger.diskFailed(message);
  });
  const queue = new BatchQueue(settings, options.memory);
  const inFlight = new InFlightBatches(clock, disk);
  const sleep = new WakeableSleep(clock);
  const cuts = new RequestCuts(settings.requestTimeoutMs);
  const gate: SendGate = new SendGate({
    ...settings,
    clock,
    onChange: () => {
      sleep.wakeAll();
      if (gate.breaker === "closed") replay.wake();
    },
  });
  const send = createBatchSender({
    ...options,
    gate,
    disk,
    sleep,
    cuts,
    backoff: settings,
    onRetry: (failures, { cause, message }) => {
      ledger.failed(cause, message);
      // With a disk there is nothing to worry about before records go there, which is told then.
      if (!disk.isUsable) ledger.retrying(failures, message);
    },
  });
  const streak = new RefusalStreak(clock);
  const dispatcher = new Dispatcher({
    ...{ send, queue, held: inFlight, disk, gate, ledger, streak, limits: settings },
    wallTimeMs: () => clock.wallTimeMs(),
  });
  const scheduler = new BatchScheduler({
    ...options,
    queue,
    held: inFlight,
    disk,
    dispatcher,
    concurrency: settings.concurrency,
  });
  const replay = new Replay({
    clock,
    disk,
    gate,
    held: inFlight,
    dispatcher,
    ledger,
    streak,
    hasRoom: () => scheduler.hasRoom,
  });
  return { ledger, disk, queue, sleep, cuts, gate, line: scheduler, replay };
}
