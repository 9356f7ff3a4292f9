import { systemClock } from "../runtime/system-clock.js";
import { Delivery } from "./delivery.js";
import { createFetchTransport } from "./http/fetch-transport.js";
import { createOpikExporter } from "./http/opik-exporter.js";
import type * as node from "./open-delivery.js";
import { countLost, joinDeliveries, leaveDeliveries } from "./process/process-counts.js";
import { processRegistry, type SharedDelivery } from "./process/process-registry.js";
import { SinkHandle } from "./sink-handle.js";
import { NO_TOTALS } from "./stats/delivery-totals.js";

/**
 * A flush of all deliveries covers this many, the newest: programs that make a handler for each request often close
 * none, and what is remembered of them must not grow.
 */
const MAX_DELIVERIES = 100;
const remembered = new Set<SharedDelivery>();

/**
 * Each handler has a delivery of its own, without a disk. It is not shared as in Node.js: a Worker ends the requests
 * and timers of a visitor's request with it, so whatever outlives one must not wait for them.
 */
export const openSink: typeof node.openSink = (settings, createExporter) => {
  const exporter = createExporter();
  const delivery = new Delivery({ settings, exporter, clock: systemClock, random: Math.random });
  const { flushTimeoutMs } = settings;
  const destination = settings.destination.kind;
  const entry = remember({ delivery, destination, flushTimeoutMs, serves: () => false, users: 1, told: NO_TOTALS });
  return new SinkHandle({
    delivery,
    flushTimeoutMs,
    release: async (timeoutMs) => {
      await delivery.close(timeoutMs);
      forget(entry);
    },
    onLate: () => {
      countLost(processRegistry(), destination, "closed");
    },
  });
};

function remember(entry: SharedDelivery): SharedDelivery {
  joinDeliveries(processRegistry(), entry);
  remembered.add(entry);
  const [oldest] = remembered;
  if (remembered.size > MAX_DELIVERIES && oldest !== undefined) forget(oldest);
  return entry;
}

function forget(entry: SharedDelivery): void {
  remembered.delete(entry);
  leaveDeliveries(processRegistry(), entry);
}

/** Sends batches to an Opik server with the runtime's `fetch`. */
export const openOpikExporter: typeof node.openOpikExporter = (settings) =>
  createOpikExporter(createFetchTransport(settings), systemClock);

/** An edge runtime does not announce its end. */
export const onProcessEnd: typeof node.onProcessEnd = () => () => undefined;

/** Runs of a request that is over would be remembered forever: the timers that forget them end with it. */
export const onProcessFlush: typeof node.onProcessFlush = () => () => undefined;
