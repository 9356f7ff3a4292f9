import { systemClock } from "../runtime/system-clock.js";
import { Delivery } from "./delivery.js";
import type { DeliverySettings, DeliveryTarget } from "./delivery-settings.js";
import type { Transport } from "./http/http-transport.js";
import { createNodeHttpTransport } from "./http/node-http-transport.js";
import { isStoreTarget } from "./http/store-target.js";
import { unwatchIdleExits, watchExits } from "./process/exits/exit-watch.js";
import { countLost, joinDeliveries, leaveDeliveries } from "./process/process-counts.js";
import { processRegistry, type SharedDelivery } from "./process/process-registry.js";
import { SinkHandle } from "./sink-handle.js";
import { openNodeSpool } from "./spool/open-node-spool.js";
import { NO_TOTALS } from "./stats/delivery-totals.js";

/** Another way than HTTP. */
export type CreateTransport = (settings: DeliverySettings) => Transport;

/**
 * Opens a way to an Opik server. All that name the same server, workspace and key share one delivery in a
 * process, across copies of this package; limits, headers and `onProblem` are those of the first.
 * The delivery ends when all its sinks are closed.
 */
export function openSharedSink(
  settings: DeliverySettings,
  createTransport: CreateTransport = createNodeHttpTransport,
): SinkHandle {
  const shared = findDelivery(settings) ?? startDelivery(settings, createTransport(settings));
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

function findDelivery(target: DeliveryTarget): SharedDelivery | undefined {
  return [...processRegistry().deliveries].find(({ users, serves }) => users > 0 && serves(target));
}

function startDelivery(settings: DeliverySettings, transport: Transport): SharedDelivery {
  const { apiUrl, apiKey, workspaceName } = settings;
  const registry = processRegistry();
  const shared: SharedDelivery = {
    delivery: new Delivery({
      settings,
      transport,
      clock: systemClock,
      random: Math.random,
      memory: registry.memory,
      openSpool: (onDrop) => openNodeSpool(settings, onDrop, systemClock),
      onFirstRecord: watchExits,
    }),
    serves: (other) => other.apiUrl === apiUrl && other.apiKey === apiKey && other.workspaceName === workspaceName,
    destination: isStoreTarget(apiUrl) ? "store" : "opik",
    flushTimeoutMs: settings.flushTimeoutMs,
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
