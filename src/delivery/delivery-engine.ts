import type { BatchExporter } from "./batch-exporter.js";
import type { Clock } from "./clock.js";
import type { DeliverySettings } from "./delivery-settings.js";
import { InFlightRequests } from "./http/in-flight-requests.js";
import { BatchQueue } from "./queue/batch-queue.js";
import { type MemoryBudget, MemoryUse } from "./queue/memory-use.js";
import { BatchScheduler } from "./sending/batch-scheduler.js";
import { createBatchSender } from "./sending/batch-sender.js";
import { CircuitBreaker } from "./sending/circuit-breaker.js";
import { Dispatcher } from "./sending/dispatcher.js";
import { InFlightBatches } from "./sending/in-flight-batches.js";
import { RefusalStreak } from "./sending/refusal-streak.js";
import { Replay } from "./sending/replay.js";
import { WakeableSleep } from "./sending/wakeable-sleep.js";
import type { OnSpoolDrop } from "./spool/spool.js";
import { SpoolGuard, type SpoolParts } from "./spool/spool-guard.js";
import { DeliveryLedger } from "./stats/delivery-ledger.js";

/** What a delivery is made from. */
export interface DeliveryParts {
  readonly settings: DeliverySettings;
  readonly exporter: BatchExporter;
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
  readonly isClosed: () => boolean;
  readonly attemptLimit: () => number;
  readonly isFlushing: () => boolean;
  readonly flushEndsInMs: () => number;
  readonly onSettled: () => void;
}

export type DeliveryEngine = ReturnType<typeof createDeliveryEngine>;

/** Puts the parts of a delivery together. Nothing is sent before its scheduler is told to. */
export function createDeliveryEngine(options: EngineOptions) {
  const { settings, clock, openSpool } = options;
  const ledger = new DeliveryLedger(settings, clock);
  const spool = new SpoolGuard(openSpool?.(ledger.lostOnDisk), clock, (message) => {
    ledger.diskFailed(message);
  });
  const memory = new MemoryUse(settings, options.memory);
  const queue = new BatchQueue(settings, memory);
  const batches = new InFlightBatches({ queue, memory, spool, clock });
  const sleep = new WakeableSleep(clock);
  const requests = new InFlightRequests(settings.requestTimeoutMs);
  const breaker: CircuitBreaker = new CircuitBreaker({
    ...settings,
    clock,
    onChange: () => {
      sleep.wakeAll();
      if (breaker.state === "closed") replay.wake();
    },
  });
  const send = createBatchSender({
    ...options,
    breaker,
    spool,
    sleep,
    requests,
    backoff: settings,
    onRetry: (failures, { cause, message }) => {
      ledger.failed(cause, message);
      // With a spool there is no need to worry before records go there, which is reported then.
      if (!spool.isUsable) ledger.retrying(failures, message);
    },
  });
  const streak = new RefusalStreak(clock);
  const dispatcher = new Dispatcher({
    ...{ send, batches, spool, breaker, ledger, streak, limits: settings },
    wallTimeMs: () => clock.wallTimeMs(),
  });
  const scheduler = new BatchScheduler({
    ...options,
    ...{ queue, memory, batches, spool, dispatcher, ledger },
    concurrency: settings.concurrency,
  });
  const replay = new Replay({
    clock,
    spool,
    memory,
    breaker,
    batches,
    dispatcher,
    ledger,
    streak,
    hasRoom: () => scheduler.hasRoom,
  });
  return { ledger, spool, memory, queue, batches, sleep, requests, breaker, scheduler, replay };
}
