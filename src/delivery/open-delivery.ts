/** What differs between runtimes: this is Node's. The build for edge runtimes uses `open-delivery.edge.ts` instead. */
export { openOpikExporter } from "./http/node-opik-exporter.js";
export { onProcessEnd } from "./process/exits/exit-watch.js";
export { onProcessFlush } from "./process/flush-traces.js";
export { openSharedSink as openSink } from "./shared-delivery.js";
