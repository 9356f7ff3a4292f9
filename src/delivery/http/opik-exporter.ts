import type { BatchExporter } from "../batch-exporter.js";
import type { Clock } from "../clock.js";
import { batchRequest } from "./batch-request.js";
import { classifyAnswer } from "./classify-answer.js";
import type { Transport } from "./http-transport.js";

/** Sends batches to an Opik server. The time of day is for headers that name a point in time. */
export function createOpikExporter(transport: Transport, clock: Pick<Clock, "wallTimeMs">): BatchExporter {
  return {
    async export(batch, signal) {
      const { path, body } = batchRequest(batch);
      return classifyAnswer(await transport.post(path, body, signal), clock.wallTimeMs());
    },
    close: () => transport.close(),
  };
}
