import { systemClock } from "../../runtime/system-clock.js";
import type { BatchExporter } from "../batch-exporter.js";
import type { HttpSettings } from "./http-transport.js";
import { createNodeHttpTransport } from "./node-http-transport.js";
import { createOpikExporter } from "./opik-exporter.js";

/** Sends batches to an Opik server over Node's own HTTP modules. */
export function openOpikExporter(settings: HttpSettings): BatchExporter {
  return createOpikExporter(createNodeHttpTransport(settings), systemClock);
}
