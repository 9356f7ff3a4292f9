import { DELIVERY_DEFAULTS, type DeliverySettings, type SpoolSettings } from "../delivery/delivery-settings.js";
import { onBeforeExitFlush } from "../delivery/exit-flush.js";
import { openSharedSink } from "../delivery/shared-delivery.js";
import { type DeliveryHealth, NO_RECORDS_YET } from "../records/delivery-health.js";
import type { FlushOptions, FlushResult, RecordSink, RecordText } from "../records/record-sink.js";
import { needsApiKey } from "../settings/hosted-opik.js";
import type { Settings } from "../settings/option-table.js";
import { tellOnce } from "./notices.js";
import { UnconfiguredSink } from "./unconfigured-sink.js";

/**
 * The sink that a handler has when it is given none: delivery to the Opik server of its settings. It is opened with
 * the first record, so that a handler that sees nothing costs nothing.
 */
export class DeliverySink implements RecordSink {
  readonly #settings: Settings;
  #opened: OpenedSink | undefined;

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

  health(): DeliveryHealth {
    return this.#opened?.health() ?? { ...NO_RECORDS_YET, state: hasServer(this.#settings) ? "idle" : "unconfigured" };
  }

  #open(): OpenedSink {
    this.#opened ??= openSink(this.#settings);
    return this.#opened;
  }
}

/** Has something done when the process has run out of work, before what it left is sent. Returns how to end that. */
export function beforeProcessEnds(hook: () => void): () => void {
  return onBeforeExitFlush(hook);
}

function hasServer({ apiKey, apiUrl }: Settings): boolean {
  return apiKey !== undefined || !needsApiKey(apiUrl);
}

// Prompts are not sent to a server that is known to refuse them.
function openSink(settings: Settings): OpenedSink {
  if (hasServer(settings)) return openSharedSink(deliverySettings(settings));
  tellOnce(
    "unconfigured",
    `nothing is sent, because ${settings.apiUrl} needs an API key. Set OPIK_API_KEY, or OPIK_URL_OVERRIDE for a server of your own.`,
  );
  return new UnconfiguredSink();
}

/** A sink that also tells how it fares. */
interface OpenedSink extends RecordSink {
  health(): DeliveryHealth;
}

const NOTHING: FlushResult = { delivered: 0, spooled: 0, waiting: 0, dropped: {} };

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
    breakerFailures: settings.breakerFailures,
    breakerResetAfterMs: settings.breakerResetAfterMs,
    disk: settings.spool ? spoolSettings(settings) : undefined,
    onProblem: (problem) => {
      tellOnce(`delivery:${problem.kind}`, problem.message);
    },
  };
}

function spoolSettings({ spoolDir, spoolMaxBytes, spoolMaxAgeMs, durable }: Settings): SpoolSettings {
  return { dir: spoolDir, maxBytes: spoolMaxBytes, maxAgeMs: spoolMaxAgeMs, durable };
}
