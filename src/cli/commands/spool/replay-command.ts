import { once } from "node:events";
import type { Delivery } from "../../../delivery/delivery.js";
import { type SurveyedTarget, surveySpool } from "../../../delivery/spool/survey.js";
import type { DeliveryHealth } from "../../../records/delivery-health.js";
import { keepProcessAlive } from "../../../runtime/keep-process-alive.js";
import { counted } from "../../../terminal/amounts.js";
import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import { type CommandResult, INTERRUPTED } from "../../command-result.js";
import { failureText, giveUpMs, sendingText } from "../../give-up-time.js";
import { interruptibly } from "../../interruption.js";
import { progressText } from "../../progress-text.js";
import { withProgress } from "../../ticking-progress.js";
import { type SentWaiting, sendWaiting } from "./send-waiting.js";
import { targetName } from "./spool-lines.js";
import { findSpool, type SpoolLocation } from "./spool-location.js";
import { type ReplayChoices, wayTo } from "./target-way.js";

export interface ReplayOptions extends ReplayChoices {
  readonly folder: string;
  /** Sends the dead letters once more, too. */
  readonly deadLetters: boolean;
  /** Shows the progress, in place of what was shown before. */
  readonly showProgress: (text: string) => void;
  readonly giveUpAfter?: string;
  /** Prints what a person should know before anything is sent. */
  readonly tell: (text: string) => void;
}

interface Replayed extends Omit<SentWaiting, "failure"> {
  readonly target: SurveyedTarget["target"];
  /** Why records still wait. */
  readonly reason?: string;
}

/** `langchain-opik spool replay`: sends now what waits on disk, for every server that the settings reach. */
export async function replayCommand(options: ReplayOptions): Promise<CommandResult> {
  const timeMs = giveUpMs(options.giveUpAfter);
  return interruptibly((signal) => keepProcessAlive(() => replayAll(options, { signal, giveUpMs: timeMs })));
}

interface Limits {
  readonly signal: AbortSignal;
  /** How long a server may accept nothing. */
  readonly giveUpMs: number;
}

async function replayAll(options: ReplayOptions, limits: Limits): Promise<CommandResult> {
  const place = findSpool(options.folder);
  const targets = surveySpool(place.root, place.node).filter((target) => hasWork(target, options));
  const replayed: Replayed[] = [];
  for (const target of targets) {
    if (!limits.signal.aborted) replayed.push(await replayTarget(place, target, options, limits));
  }
  const lines = targets.flatMap((target, index) => resultLines(target, replayed[index], place));
  const nothing = [[piece("Nothing waits on disk.")]];
  const isStopped = limits.signal.aborted;
  const stop = isStopped ? [[piece("Stopped. Replay again for the rest.", "red" as const)]] : [];
  return {
    exitCode: isStopped ? INTERRUPTED : replayed.every(isDone) ? 0 : 1,
    lines: lines.length === 0 ? nothing : [...lines, ...stop],
    json: { replayed, ...(isStopped && { stopped: true }) },
  };
}

function hasWork({ waiting, heldFiles, deadLetters }: SurveyedTarget, options: ReplayOptions): boolean {
  return waiting.files > 0 || heldFiles > 0 || (options.deadLetters && deadLetters.length > 0);
}

async function replayTarget(
  place: SpoolLocation,
  surveyed: SurveyedTarget,
  options: ReplayOptions,
  limits: Limits,
): Promise<Replayed> {
  const { target, waiting } = surveyed;
  const way = wayTo(target, place, options);
  if (way.kind === "closed") {
    return { target, sent: 0, waiting: waiting.records, deadLetters: 0, dropped: {}, reason: way.reason };
  }
  const { settings, exporter } = way;
  const all = waiting.records + (options.deadLetters ? surveyed.deadLetters.length : 0);
  options.tell(sendingText(counted(all, "record"), targetName(surveyed, place), limits.giveUpMs));
  const replay = (delivery: Delivery) =>
    withProgress(
      options.showProgress,
      () => progressOf(delivery.health(), all),
      () => whileTaken(delivery, limits),
    );
  const sending = { settings, exporter, deadLetters: options.deadLetters, replay };
  const { failure, ...sent } = await sendWaiting(place, surveyed, sending);
  if (failure === undefined) return { target, ...sent };
  return { target, ...sent, reason: `${failure}${workspaceAdvice(target, place)}` };
}

/** Replays as long as the server accepts some of it, or explicitly refuses it, and nobody stops it. */
async function whileTaken(delivery: Delivery, { signal, giveUpMs: timeMs }: Limits): Promise<void> {
  const silence = new AbortController();
  const timer = setTimeout(() => {
    silence.abort();
  }, timeMs);
  let answered = 0;
  const onBatch = () => {
    const { replayed, deadLetters } = delivery.health();
    if (replayed + deadLetters > answered) timer.refresh();
    answered = replayed + deadLetters;
  };
  const given = once(AbortSignal.any([signal, silence.signal]), "abort");
  try {
    if (!signal.aborted) await Promise.race([delivery.replay({ onBatch }), given]);
  } finally {
    clearTimeout(timer);
  }
}

function progressOf({ replayed, state, lastFailure }: DeliveryHealth, all: number): string {
  const problem = state === "failing" ? lastFailure?.message : undefined;
  return progressText(replayed, all, `${counted(replayed, "record")} sent${failureText(problem)}`);
}

/** A workspace that was mistyped and corrected leaves records behind that nothing else sends. */
function workspaceAdvice({ apiUrl, workspaceName }: SurveyedTarget["target"], { settings }: SpoolLocation): string {
  if (apiUrl !== settings.apiUrl || workspaceName === settings.workspaceName) return "";
  const [from, to] = [JSON.stringify(workspaceName), JSON.stringify(settings.workspaceName)];
  return ` If the workspace was mistyped, --from-workspace ${from} sends them to ${to}.`;
}

function isDone({ waiting, deadLetters, dropped }: Replayed): boolean {
  return waiting === 0 && deadLetters === 0 && Object.keys(dropped).length === 0;
}

function resultLines(
  target: SurveyedTarget,
  replayed: Replayed | undefined,
  place: SpoolLocation,
): readonly StyledLine[] {
  if (replayed === undefined) return [];
  const { sent, waiting, deadLetters, dropped, reason } = replayed;
  const amounts = [
    `${counted(sent, "record")} sent`,
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(deadLetters > 0 ? [counted(deadLetters, "dead letter")] : []),
    ...Object.entries(dropped).map(([lost, records]) => `${records} lost (${lost})`),
  ];
  return [
    [piece(targetName(target, place), "bold")],
    [piece(`  ${amounts.join(", ")}`)],
    ...(reason === undefined ? [] : [[piece(`  Not sent: ${reason}`, "red")]]),
  ];
}
