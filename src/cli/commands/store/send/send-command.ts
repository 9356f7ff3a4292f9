import type { DeliverySettings } from "../../../../delivery/delivery-settings.js";
import { openOpikExporter } from "../../../../delivery/http/node-opik-exporter.js";
import { openSharedSink } from "../../../../delivery/shared-delivery.js";
import { deliverySettings, opikDestination } from "../../../../delivery/sinks/delivery-sink.js";
import type { RecordSink } from "../../../../records/record-sink.js";
import { keepProcessAlive } from "../../../../runtime/keep-process-alive.js";
import { hasServer } from "../../../../settings/hosted-opik.js";
import { OPTIONS, type Settings } from "../../../../settings/options/option-table.js";
import type { ResolvedSettings } from "../../../../settings/resolve-settings.js";
import type { Origin } from "../../../../settings/setting-layers.js";
import type { Criteria, TraceStore } from "../../../../store/index.js";
import { piece, type StyledLine } from "../../../../terminal/styled-line.js";
import { type CommandResult, INTERRUPTED } from "../../../command-result.js";
import { failureText, giveUpMs, sendingText } from "../../../give-up-time.js";
import { interruptibly } from "../../../interruption.js";
import { progressText } from "../../../progress-text.js";
import { projectSettings } from "../../../project/project-settings.js";
import { withProgress } from "../../../ticking-progress.js";
import { everyRecord } from "../every-record.js";
import { type FilterFlags, filterOf } from "../filter-flags.js";
import { recordsText } from "../records-text.js";
import { type OpenStore, type StoreFlags, withStore } from "../with-store.js";
import { AttachmentSender } from "./attachment-sender.js";
import { countWaiting, type Sent, type SentCounts, sendRecords, triedOf } from "./send-records.js";

export interface SendFlags extends StoreFlags, FilterFlags {
  /** Default: true. */
  readonly attachments?: boolean;
  readonly giveUpAfter?: string;
  readonly showProgress: (text: string) => void;
  /** Prints what a person should know before anything is sent. */
  readonly tell: (text: string) => void;
}

const DEFAULT_WINDOW = "7d";
const NOTHING: Readonly<SentCounts> = { sent: 0, tooOld: 0, failed: 0, waiting: 0, total: 0 };
const TOO_OLD = "Its id's time is too far from today for any Opik server, which would refuse its whole batch.";

/** `langchain-opik send`: sends stored traces to Opik. Sending one again changes nothing there. */
export async function sendCommand(flags: SendFlags): Promise<CommandResult> {
  const criteria = { window: DEFAULT_WINDOW, ...filterOf(flags) };
  const timeMs = giveUpMs(flags.giveUpAfter);
  requireOwnServer(flags, projectSettings(flags.folder));
  return withStore(flags, (place) =>
    interruptibly(async (signal) => {
      const total: Sent = { ...NOTHING, attachments: { ...NOTHING } };
      const { showProgress, tell, attachments: withAttachments = true } = flags;
      await keepProcessAlive(() =>
        sendAll(place, total, { criteria, withAttachments, signal, giveUpMs: timeMs, showProgress, tell }),
      );
      const isStopped = signal.aborted;
      return {
        exitCode: isStopped ? INTERRUPTED : notSent(total) + notSent(total.attachments) === 0 ? 0 : 1,
        lines: sentLines(total, isStopped),
        json: { ...total, ...(isStopped && { stopped: true }) },
      };
    }),
  );
}

function notSent({ failed, waiting }: SentCounts): number {
  return failed + waiting;
}

/**
 * A store of the user's own is not sent to a server that a file in the working folder names, unless the command line
 * names the store.
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
  readonly giveUpMs: number;
  readonly showProgress: (text: string) => void;
  readonly tell: (text: string) => void;
}

/** @throws Error if no server is set */
async function sendAll({ store, resolved }: OpenStore, total: Sent, sending: Sending): Promise<void> {
  const { settings, refusals } = resolved;
  if (!hasServer(settings)) {
    throw new Error(
      refusals.get("apiUrl") ??
        `${settings.apiUrl} needs an API key. Set OPIK_API_KEY, or OPIK_URL_OVERRIDE for a server of your own.`,
    );
  }
  const { criteria, withAttachments, tell } = sending;
  const { traces, spans, attachments } = await store.countRecords(criteria);
  total.total = traces + spans;
  total.attachments.total = withAttachments ? attachments : 0;
  tell(sendingText(recordsText(total.total, total.attachments.total), settings.apiUrl, sending.giveUpMs));
  const sink = openServer(settings, total);
  const isComplete = await withProgress(
    sending.showProgress,
    () => progressOf(total, sink),
    () => sendPages(store, sink, total, sending),
  );
  countWaiting(total, isComplete);
  countWaiting(total.attachments, isComplete);
}

/** False if it ended before everything was tried. */
async function sendPages(store: TraceStore, sink: RecordSink, total: Sent, sending: Sending): Promise<boolean> {
  const { criteria, withAttachments, signal, giveUpMs: timeMs } = sending;
  const parts = { sink, signal, giveUpMs: timeMs };
  const uploads = new AttachmentSender({ ...parts, counts: total.attachments });
  try {
    for await (const page of everyRecord(store, criteria, signal)) {
      if (page.kind === "records") await sendRecords(page.records, total, parts);
      else if (withAttachments && !(await uploads.send(page))) return false;
      if (total.failed > 0) return false;
    }
    return !signal.aborted;
  } finally {
    const isOver = signal.aborted || total.failed > 0;
    const { delivered } = await sink.close(isOver ? { timeoutMs: 0 } : {});
    // Records that were answered at the last moment.
    const late = Math.min(delivered, total.failed);
    total.sent += late;
    total.failed -= late;
  }
}

function progressOf(total: Sent, sink: RecordSink): string {
  const { state, lastFailure } = sink.health();
  const done = triedOf(total) + triedOf(total.attachments);
  const all = total.total + total.attachments.total;
  const problem = state === "failing" ? lastFailure?.message : undefined;
  return progressText(done, all, `${sentText(total)}${failureText(problem)}`);
}

/** Nothing waits on disk: the store has everything. */
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
  const { tooOld, failed, waiting, attachments, problem = "" } = total;
  const leftOut = recordsText(tooOld, attachments.tooOld);
  const failedText = recordsText(failed, attachments.failed);
  const untriedText = recordsText(waiting, attachments.waiting);
  return [
    [piece(`${sentText(total)}.`)],
    ...(tooOld + attachments.tooOld > 0 ? [[piece(`${leftOut} left out. ${TOO_OLD}`, "yellow" as const)]] : []),
    ...(failed + attachments.failed > 0 ? [[piece(`${failedText} not sent. ${problem}`, "red" as const)]] : []),
    ...(waiting + attachments.waiting > 0 && !isStopped
      ? [[piece(`${untriedText} not tried: send again for them.`, "red" as const)]]
      : []),
    ...(isStopped
      ? [[piece("Stopped; more may have arrived. Send again for the rest: nothing is there twice.", "red" as const)]]
      : []),
  ];
}

function sentText({ sent, attachments }: Sent): string {
  return `${recordsText(sent, attachments.sent)} sent`;
}
