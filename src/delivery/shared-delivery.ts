import { systemClock } from "./clock.js";
import { Delivery } from "./delivery.js";
import type { DeliverySettings, DeliveryTarget } from "./delivery-settings.js";
import { flushBeforeExit } from "./exit-flush.js";
import { createNodeHttpTransport } from "./node-http-transport.js";
import { openNodeSpool } from "./open-node-spool.js";
import { processRegistry, type SharedDelivery } from "./process-registry.js";
import { SinkView } from "./sink-view.js";

/**
 * Opens a way to an Opik server. All that name the same server, workspace and key share one delivery in a
 * process, across copies of this package; limits, headers and `onProblem` are those of the first.
 * The delivery ends when all its sinks are closed.
 */
export function openSharedSink(settings: DeliverySettings): SinkView {
  const shared = findDelivery(settings) ?? startDelivery(settings);
  shared.users += 1;
  return new SinkView({
    delivery: shared.delivery,
    flushTimeoutMs: settings.flushTimeoutMs,
    release: (timeoutMs) => release(shared, timeoutMs),
  });
}

function findDelivery(target: DeliveryTarget): SharedDelivery | undefined {
  return [...processRegistry().deliveries].find((shared) => shared.serves(target));
}

function startDelivery(settings: DeliverySettings): SharedDelivery {
  const { apiUrl, apiKey, workspaceName } = settings;
  const { deliveries, memory } = processRegistry();
  const shared: SharedDelivery = {
    delivery: new Delivery({
      settings,
      transport: createNodeHttpTransport(settings),
      clock: systemClock,
      random: Math.random,
      memory,
      openSpool: (onDrop) => openNodeSpool(settings, onDrop, systemClock),
      onFirstRecord: flushBeforeExit,
    }),
    serves: (other) => other.apiUrl === apiUrl && other.apiKey === apiKey && other.workspaceName === workspaceName,
    users: 0,
  };
  deliveries.add(shared);
  return shared;
}

async function release(shared: SharedDelivery, timeoutMs: number): Promise<void> {
  shared.users -= 1;
  if (shared.users > 0) {
    await shared.delivery.drain(timeoutMs);
    return;
  }
  processRegistry().deliveries.delete(shared);
  await shared.delivery.close(timeoutMs);
}
