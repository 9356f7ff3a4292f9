import { outsideRequests } from "../runtime/outside-requests.js";
import { systemClock } from "../runtime/system-clock.js";
import type { BatchExporter } from "./batch-exporter.js";
import { Delivery } from "./delivery.js";
import type { DeliverySettings } from "./delivery-settings.js";
import { type Destination, isSameDestination } from "./destination.js";
import { isExiting, unwatchIdleExits, watchExits } from "./process/exits/exit-watch.js";
import { countLost, joinDeliveries, leaveDeliveries } from "./process/process-counts.js";
import { processRegistry, type SharedDelivery } from "./process/process-registry.js";
import { SinkHandle } from "./sink-handle.js";
import { openNodeSpool } from "./spool/node-spool.js";
import { NO_TOTALS } from "./stats/delivery-totals.js";

/**
 * Opens a sink to a destination. All sinks of the same destination (server, workspace and key, or store) share one
 * delivery in a process, across copies of this package; limits, headers, exporter and `onProblem` are those of the
 * first. The delivery ends when all its sinks are closed.
 */
export function openSharedSink(settings: DeliverySettings, createExporter: () => BatchExporter): SinkHandle {
  const shared = findDelivery(settings.destination) ?? startDelivery(settings, createExporter());
  shared.users += 1;
  return new SinkHandle({
    delivery: shared.delivery,
    flushTimeoutMs: settings.flushTimeoutMs,
    release: (timeoutMs) => release(shared, timeoutMs),
    onLate: () => {
      countLost(processRegistry(), shared.destination, "closed");
    },
  });
}

function findDelivery(destination: Destination): SharedDelivery | undefined {
  return [...processRegistry().deliveries].find(({ users, serves }) => users > 0 && serves(destination));
}

function startDelivery(settings: DeliverySettings, exporter: BatchExporter): SharedDelivery {
  const { destination, flushTimeoutMs } = settings;
  const registry = processRegistry();
  const shared: SharedDelivery = {
    delivery: new Delivery({
      settings,
      exporter,
      clock: systemClock,
      random: Math.random,
      memory: registry.memory,
      openSpool: (onDrop) => openNodeSpool(settings, onDrop, systemClock),
      onFirstRecord: () => {
        // A signal listener is a resource of the request in which it was added.
        outsideRequests(watchExits);
        // Nothing is notified of an exit that has begun.
        if (isExiting()) shared.delivery.processEnd.keepFromNow();
      },
    }),
    serves: (other) => isSameDestination(destination, other),
    destination: destination.kind,
    flushTimeoutMs,
    users: 0,
    told: NO_TOTALS,
  };
  joinDeliveries(registry, shared);
  return shared;
}

async function release(shared: SharedDelivery, timeoutMs: number): Promise<void> {
  shared.users -= 1;
  if (shared.users > 0) {
    await shared.delivery.drain(timeoutMs);
    return;
  }
  await shared.delivery.close(timeoutMs);
  leaveDeliveries(processRegistry(), shared);
  unwatchIdleExits();
}
