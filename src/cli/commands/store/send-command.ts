import type { DeliverySettings } from "../../../delivery/delivery-settings.js";
import { openOpikExporter } from "../../../delivery/http/node-opik-exporter.js";
import { openSharedSink } from "../../../delivery/shared-delivery.js";
import { deliverySettings, opikDestination } from "../../../delivery/sinks/delivery-sink.js";
import type { RecordSink } from "../../../records/record-sink.js";
import { keepProcessAlive } from "../../../runtime/keep-process-alive.js";
import { hasServer } from "../../../settings/hosted-opik.js";
import { OPTIONS, type Settings } from "../../../settings/options/option-table.js";
import type { ResolvedSettings } from "../../../settings/resolve-settings.js";
import type { Origin } from "../../../settings/setting-layers.js";
import type { Criteria } from "../../../store/index.js";
import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import { type CommandResult, INTERRUPTED } from "../../command-result.js";
import { interruptibly } from "../../interruption.js";
import { progressText } from "../../progress-text.js";
import { projectSettings } from "../../project/project-settings.js";
import { AttachmentSender } from "./attachment-sender.js";
import { everyRecord } from "./every-record.js";
import { type FilterFlags, filterOf } from "./filter-flags.js";
import { recordsText } from "./records-text.js";
import { type Sent, type SentCounts, sendRecords } from "./send-records.js";
import { type OpenStore, type StoreFlags, withStore } from "./with-store.js";

export interface SendFlags extends StoreFlags, FilterFlags {
  /** Default: true. */
  readonly attachments?: boolean;
  readonly showProgress: (text: string) => void;
}

const DEFAULT_WINDOW = "7d";
const NOTHING: Readonly<SentCounts> = { sent: 0, tooOld: 0, failed: 0 };
const TOO_OLD = "Its id's time is too far from today for any Opik server, which would refuse its whole batch.";

/** `langchain-opik send`: sends stored traces to Opik. Sending one again changes nothing there. */
export async function sendCommand(flags: SendFlags): Promise<CommandResult> {
  const criteria = { window: DEFAULT_WINDOW, ...filterOf(flags) };
  requireOwnServer(flags, projectSettings(flags.folder));
  return withStore(flags, (place) =>
    interruptibly(async (signal) => {
      const total: Sent = { ...NOTHING, attachments: { ...NOTHING } };
      const { showProgress, attachments: withAttachments = true } = flags;
      await keepProcessAlive(() => sendAll(place, total, { criteria, withAttachments, signal, showProgress }));
      const isStopped = signal.aborted;
      return {
        exitCode: isStopped ? INTERRUPTED : total.failed + total.attachments.failed === 0 ? 0 : 1,
        lines: sentLines(total, isStopped),
        json: { ...total, ...(isStopped && { stopped: true }) },
      };
    }),
  );
}

/**
 * What the user keeps in a store of their own is not sent where a file in the working folder says, unless they name
 * the store with the command.
 *
 * @throws Error that says so
 */
function requireOwnServer({ store }: SendFlags, { origins }: ResolvedSettings): void {
  const isOwnStore = store === undefined && origins.store === "environment";
  const foreign = (["apiUrl", "apiKey"] as const).find((name) => isOfFolder(origins[name]));
  if (!isOwnStore || foreign === undefined) return;
  const { env } = OPTIONS[foreign];
  throw new Error(
    `nothing is sent, because OPIK_LANGCHAIN_STORE is set in the environment and ${env} only in a file of this folder. Set ${env} in the environment, too, or name the store with --store.`,
  );
}

function isOfFolder(origin: Origin): boolean {
  return origin === "env-file" || origin === "config-file";
}

interface Sending {
  readonly criteria: Criteria;
  readonly withAttachments: boolean;
  readonly signal: AbortSignal;
  readonly showProgress: (text: string) => void;
}

/** @throws Error where no server is set */
async function sendAll({ store, resolved }: OpenStore, total: Sent, sending: Sending): Promise<void> {
  const { settings, refusals } = resolved;
  if (!hasServer(settings)) {
    throw new Error(
      refusals.get("apiUrl") ??
        `${settings.apiUrl} needs an API key. Set OPIK_API_KEY, or OPIK_URL_OVERRIDE for a server of your own.`,
    );
  }
  const { criteria, withAttachments, signal, showProgress } = sending;
  const sink = openServer(settings, total);
  try {
    const all = await store.countTraces(criteria);
    const uploads = new AttachmentSender({ sink, counts: total.attachments, signal });
    let traces = 0;
    for await (const page of everyRecord(store, criteria, signal)) {
      if (page.kind === "records") {
        await sendRecords(page.records, sink, total, signal);
        traces += page.traces;
      } else if (withAttachments && !(await uploads.send(page))) break;
      showProgress(progressText(traces, all, sentText(total)));
      if (total.failed > 0) break;
    }
  } finally {
    await sink.close(signal.aborted ? { timeoutMs: 0 } : {});
    showProgress("");
  }
}

/** Nothing waits on disk: the store has it all. */
function openServer(settings: Settings, total: Sent): RecordSink {
  const destination = opikDestination(settings);
  const complete: DeliverySettings = {
    ...deliverySettings(settings, destination),
    disk: undefined,
    onProblem: ({ kind, message }) => {
      if (kind !== "retrying") total.problem ??= message;
    },
  };
  return openSharedSink(complete, () => openOpikExporter({ ...complete, ...destination }));
}

function sentLines(total: Sent, isStopped: boolean): readonly StyledLine[] {
  const { tooOld, failed, attachments, problem = "" } = total;
  const leftOut = recordsText(tooOld, attachments.tooOld);
  const notSent = recordsText(failed, attachments.failed);
  return [
    [piece(`${sentText(total)}.`)],
    ...(tooOld + attachments.tooOld > 0 ? [[piece(`${leftOut} left out. ${TOO_OLD}`, "yellow" as const)]] : []),
    ...(failed + attachments.failed > 0 ? [[piece(`${notSent} not sent. ${problem}`, "red" as const)]] : []),
    ...(isStopped
      ? [[piece("Stopped; more may have arrived. Send again for the rest: nothing is there twice.", "red" as const)]]
      : []),
  ];
}

function sentText({ sent, attachments }: Sent): string {
  return `${recordsText(sent, attachments.sent)} sent`;
}
