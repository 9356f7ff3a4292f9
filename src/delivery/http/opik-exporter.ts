import type { BatchExporter } from "../batch-exporter.js";
import type { Clock } from "../clock.js";
import { batchRequest } from "./batch-request.js";
import { classifyAnswer } from "./classify-answer.js";
import type { Transport } from "./http-transport.js";
import { uploadAttachment } from "./upload-attachment.js";

/** Sends batches to an Opik server. The time of day is for headers that name a point in time. */
export function createOpikExporter(transport: Transport, clock: Pick<Clock, "wallTimeMs">): BatchExporter {
  return {
    async export({ kind, records }, signal) {
      if (kind === "attachment") return uploadAttachment(records[0]?.json ?? "", { transport, clock, signal });
      const { path, body } = batchRequest({ kind, records });
      return classifyAnswer(await transport.post(path, body, signal), clock.wallTimeMs());
    },
    close: () => transport.close(),
  };
}
