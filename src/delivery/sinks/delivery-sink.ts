import { logsToTerminal } from "../../logging/log.js";
import { noteOnce, warnOnce } from "../../logging/warn-once.js";
import { NO_RECORDS_YET } from "../../records/delivery-health.js";
import type { RecordSink } from "../../records/record-sink.js";
import { outsideRequests } from "../../runtime/outside-requests.js";
import { processEnvironment, readVariable } from "../../settings/environment.js";
import { unloadedEnvFile } from "../../settings/files/unloaded-env-file.js";
import { hasServer } from "../../settings/hosted-opik.js";
import type { Settings } from "../../settings/options/option-table.js";
import { traceLink } from "../../settings/trace-link.js";
import { configuredLimits, type DeliverySettings, type SpoolSettings } from "../delivery-settings.js";
import type { Destination } from "../destination.js";
import { onProcessEnd, onProcessFlush, openSink as openDelivery, openOpikExporter } from "../open-delivery.js";
import { countLost } from "../process/process-counts.js";
import { processRegistry } from "../process/process-registry.js";
import { LazySink } from "./lazy-sink.js";
import { UnconfiguredSink } from "./unconfigured-sink.js";

/** Delivery to the Opik server of the settings. `refusal`: why they name none. */
export function opikSink(settings: Settings, refusal?: string): RecordSink {
  return new LazySink(() => openSink(settings, refusal), {
    ...NO_RECORDS_YET,
    state: hasServer(settings) ? "idle" : "unconfigured",
  });
}

/** Runs a hook when the process ends, before the remaining records are sent. Returns a function that removes it. */
export function beforeProcessEnds(hook: (endedBy?: string) => void): () => void {
  return outsideRequests(() => onProcessEnd(hook));
}

/** Runs a hook before the whole process is flushed. Returns a function that removes it. */
export function beforeProcessFlush(hook: () => void): () => void {
  return onProcessFlush(hook);
}

/** Adds the records that sampling dropped to the counts of a flush of the whole process. */
export function countSampledOut(records: number): void {
  processRegistry().sampledOut += records;
}

// Prompts are not sent to a server that is known to refuse them.
function openSink(settings: Settings, refusal: string | undefined): RecordSink {
  if (hasServer(settings)) {
    const destination = opikDestination(settings);
    const complete: DeliverySettings = {
      ...deliverySettings(settings, destination),
      onFirstTrace: (traceId) => {
        if (showsTraceLink(settings)) noteOnce("trace link", `traces arrive in Opik: ${traceLink(settings, traceId)}`);
      },
    };
    return openDelivery(complete, () => openOpikExporter({ ...complete, ...destination }));
  }
  warnOnce("unconfigured", refusal ?? unconfiguredText(settings));
  return new UnconfiguredSink(() => {
    countLost(processRegistry(), "opik", "unconfigured");
  });
}

function unconfiguredText({ apiUrl }: Settings): string {
  const remedy =
    unloadedEnvFile(processEnvironment()) ?? "Set OPIK_API_KEY, or OPIK_URL_OVERRIDE for a server of your own";
  return `nothing is sent, because ${apiUrl} needs an API key. ${remedy}.`;
}

function showsTraceLink({ traceLink: when }: Settings): boolean {
  if (when !== "terminal") return when === "always";
  return logsToTerminal() && !readVariable(processEnvironment(), "CI");
}

/** The Opik server, and the account to use. */
export function opikDestination({ apiUrl, apiKey, workspaceName, headers }: Settings) {
  return { kind: "opik", apiUrl, apiKey, workspaceName, headers } as const satisfies Destination;
}

/** How records are delivered there. */
export function deliverySettings(settings: Settings, destination: Destination): DeliverySettings {
  return {
    ...configuredLimits(settings),
    destination,
    sendAtExitMs: settings.sendAtExit ? settings.exitTimeoutMs : undefined,
    disk: settings.spool ? spoolSettings(settings) : undefined,
    onProblem: (problem) => {
      warnOnce(`delivery:${problem.kind}`, problem.message);
    },
  };
}

function spoolSettings({ spoolDir, spoolMaxBytes, spoolMaxAgeMs, durable }: Settings): SpoolSettings {
  return { dir: spoolDir, maxBytes: spoolMaxBytes, maxAgeMs: spoolMaxAgeMs, durable };
}
