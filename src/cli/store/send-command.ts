import { openSharedSink } from "../../delivery/shared-delivery.js";
import { isOutsideServerWindow, OUTSIDE_SERVER_WINDOW } from "../../delivery/spool/server-window.js";
import { deliverySettings, hasServer } from "../../handlers/delivery-sink.js";
import type { RecordSink, RecordText } from "../../records/record-sink.js";
import type { Settings } from "../../settings/option-table.js";
import type { TraceRecords } from "../../store/index.js";
import { counted } from "../amounts.js";
import type { CommandResult } from "../command-result.js";
import { piece, type StyledLine } from "../styled-line.js";
import { everyTrace } from "./every-trace.js";
import { type StoreFlags, withStore } from "./store-place.js";

export interface SendFlags extends StoreFlags {
  /** How far back, such as `7d`. */
  readonly from: string;
  readonly showProgress: (text: string) => void;
}

interface Sent {
  sent: number;
  /** Records that no server takes any more. */
  tooOld: number;
  /** Records that the server refused, or that it could not take. */
  failed: number;
  problem?: string;
}

const PAGE_TIMEOUT_MS = 300_000;
const LONG_MS = 60_000;

/** `langchain-opik send`: sends stored traces to Opik. Sending one again changes nothing there. */
export function sendCommand({ from, showProgress, ...flags }: SendFlags): Promise<CommandResult> {
  return withStore(flags, async ({ store, settings }) => {
    if (!hasServer(settings)) {
      throw new Error(
        `${settings.apiUrl} needs an API key. Set OPIK_API_KEY, or OPIK_URL_OVERRIDE for a server of your own.`,
      );
    }
    // The delivery's connections never hold a process, so the command has to hold its own.
    const hold = setInterval(() => undefined, LONG_MS);
    const total: Sent = { sent: 0, tooOld: 0, failed: 0 };
    const sink = openServer(settings, total);
    try {
      for await (const page of everyTrace(store, { window: from })) {
        await sendPage(page, sink, total);
        showProgress(`${counted(total.sent, "record")} sent`);
        if (total.failed > 0) break;
      }
    } finally {
      await sink.close();
      clearInterval(hold);
      showProgress("");
    }
    return { exitCode: total.failed === 0 ? 0 : 1, lines: sentLines(total), json: total };
  });
}

/** Nothing waits on disk: the store has it all. */
function openServer(settings: Settings, total: Sent): RecordSink {
  return openSharedSink({
    ...deliverySettings(settings),
    disk: undefined,
    onProblem: ({ kind, message }) => {
      if (kind !== "retrying") total.problem ??= message;
    },
  });
}

async function sendPage(page: readonly TraceRecords[], sink: RecordSink, total: Sent): Promise<void> {
  const nowMs = Date.now();
  for (const record of page.flatMap(textsOf)) {
    if (isOutsideServerWindow(record.id, nowMs)) total.tooOld += 1;
    else sink.accept(record);
  }
  const { delivered, waiting, dropped } = await sink.flush({ timeoutMs: PAGE_TIMEOUT_MS });
  total.sent += delivered;
  total.failed += Object.values(dropped).reduce((sum, count) => sum + count, waiting);
}

function textsOf({ trace, spans }: TraceRecords): readonly RecordText[] {
  return [
    { kind: "trace", id: trace.id, json: JSON.stringify(trace) },
    ...spans.map((span) => ({ kind: "span", id: span.id, json: JSON.stringify(span) }) as const),
  ];
}

function sentLines({ sent, tooOld, failed, problem }: Sent): readonly StyledLine[] {
  return [
    [piece(`${counted(sent, "record")} sent.`)],
    ...(tooOld > 0
      ? [[piece(`${counted(tooOld, "record")} left out. ${OUTSIDE_SERVER_WINDOW}`, "yellow" as const)]]
      : []),
    ...(failed > 0 ? [[piece(`${counted(failed, "record")} not sent. ${problem ?? ""}`, "red" as const)]] : []),
  ];
}
