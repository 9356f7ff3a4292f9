import { systemClock } from "./clock.js";
import { Delivery } from "./delivery.js";
import { createFetchTransport } from "./fetch-transport.js";
import type * as node from "./runtime.js";
import { SinkView } from "./sink-view.js";

/**
 * A delivery of its own for each handler, without a disk. It is not shared as in Node.js: a Worker ends the requests
 * and timers of a visitor's request with it, so whatever outlives one must not wait for them.
 */
export const openSink: typeof node.openSink = (settings, createTransport) => {
  const transport = (createTransport ?? createFetchTransport)(settings);
  const delivery = new Delivery({ settings, transport, clock: systemClock, random: Math.random });
  return new SinkView({
    delivery,
    flushTimeoutMs: settings.flushTimeoutMs,
    release: (timeoutMs) => delivery.close(timeoutMs),
  });
};

/** Nothing tells when an edge runtime ends. */
export const onProcessEnd: typeof node.onProcessEnd = () => () => undefined;
