import { DELIVERY_DEFAULTS, type DeliverySettings } from "../delivery/delivery-settings.js";
import { openSharedSink } from "../delivery/shared-delivery.js";
import type { FlushOptions, FlushResult, RecordSink, RecordText } from "../records/record-sink.js";
import type { Settings } from "../settings/option-table.js";
import { tellOnce } from "./notices.js";

/**
 * The sink that a handler has when it is given none: delivery to the Opik server of its settings. It is opened with
 * the first record, so that a handler that sees nothing costs nothing.
 */
export class DeliverySink implements RecordSink {
  readonly #settings: Settings;
  #opened: RecordSink | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  accept(record: RecordText): void {
    this.#open().accept(record);
  }

  async flush(options?: FlushOptions): Promise<FlushResult> {
    return this.#opened?.flush(options) ?? NOTHING;
  }

  async close(options?: FlushOptions): Promise<FlushResult> {
    return this.#open().close(options);
  }

  #open(): RecordSink {
    this.#opened ??= openSharedSink(deliverySettings(this.#settings));
    return this.#opened;
  }
}

const NOTHING: FlushResult = { delivered: 0, waiting: 0, dropped: {} };

function deliverySettings(settings: Settings): DeliverySettings {
  return {
    ...DELIVERY_DEFAULTS,
    apiUrl: settings.apiUrl,
    apiKey: settings.apiKey,
    workspaceName: settings.workspaceName,
    headers: settings.headers,
    maxBatchRecords: settings.maxBatchRecords,
    maxBatchBytes: settings.maxBatchBytes,
    maxWaitMs: settings.maxWaitMs,
    maxQueueRecords: settings.maxQueueRecords,
    maxQueueBytes: settings.maxQueueBytes,
    requestTimeoutMs: settings.requestTimeoutMs,
    flushTimeoutMs: settings.flushTimeoutMs,
    onProblem: (problem) => {
      tellOnce(`delivery:${problem.kind}`, problem.message);
    },
  };
}
