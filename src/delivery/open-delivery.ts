/**
 * What differs between runtimes: these are Node's. The build for edge runtimes takes `open-delivery.edge.ts` in its
 * place.
 */
export { openOpikExporter } from "./http/node-opik-exporter.js";
export { onProcessEnd } from "./process/exits/exit-watch.js";
export { onProcessFlush } from "./process/flush-traces.js";
export { openSharedSink as openSink } from "./shared-delivery.js";
