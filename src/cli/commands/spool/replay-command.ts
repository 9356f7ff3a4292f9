import { Delivery } from "../../../delivery/delivery.js";
import { type SurveyedTarget, surveySpool } from "../../../delivery/spool/survey.js";
import type { DropReason } from "../../../records/record-sink.js";
import { keepProcessAlive } from "../../../runtime/keep-process-alive.js";
import { systemClock } from "../../../runtime/system-clock.js";
import { counted } from "../../../terminal/amounts.js";
import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import type { CommandResult } from "../../command-result.js";
import { openTarget } from "./open-target.js";
import { targetName } from "./spool-lines.js";
import { findSpool, type SpoolLocation } from "./spool-location.js";
import { type ReplayChoices, wayTo } from "./target-way.js";

export interface ReplayOptions extends ReplayChoices {
  readonly folder: string;
  /** Sends the dead letters once more, too. */
  readonly deadLetters: boolean;
  /** Shows how far it is, over what was shown before. */
  readonly showProgress: (text: string) => void;
}

/** What happened to the records of one target. The four counts add up to what there was. */
interface Replayed {
  readonly target: SurveyedTarget["target"];
  readonly sent: number;
  readonly waiting: number;
  /** Among those that the server refuses, by this command. */
  readonly deadLetters: number;
  /** Lost, by reason. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Why records wait on. */
  readonly reason?: string;
}

/** `langchain-opik spool replay`: sends now what waits on disk, for every server that the settings reach. */
export async function replayCommand(options: ReplayOptions): Promise<CommandResult> {
  try {
    return await keepProcessAlive(() => replayAll(options));
  } finally {
    options.showProgress("");
  }
}

async function replayAll(options: ReplayOptions): Promise<CommandResult> {
  const place = findSpool(options.folder);
  const targets = surveySpool(place.root, place.node).filter((target) => hasWork(target, options));
  const replayed: Replayed[] = [];
  for (const target of targets) replayed.push(await replayTarget(place, target, options));
  const lines = targets.flatMap((target, index) => resultLines(target, replayed[index], place));
  const nothing = [[piece("Nothing waits on disk.")]];
  return {
    exitCode: replayed.every(isDone) ? 0 : 1,
    lines: lines.length === 0 ? nothing : lines,
    json: { replayed },
  };
}

function hasWork({ waiting, heldFiles, deadLetters }: SurveyedTarget, options: ReplayOptions): boolean {
  return waiting.files > 0 || heldFiles > 0 || (options.deadLetters && deadLetters.length > 0);
}

async function replayTarget(place: SpoolLocation, surveyed: SurveyedTarget, options: ReplayOptions): Promise<Replayed> {
  const { target, waiting } = surveyed;
  const way = wayTo(target, place, options);
  if (way.kind === "closed") {
    return { target, sent: 0, waiting: waiting.records, deadLetters: 0, dropped: {}, reason: way.reason };
  }
  const dropped: Partial<Record<DropReason, number>> = {};
  const spool = openTarget(place, surveyed, (reason, records) => {
    dropped[reason] = (dropped[reason] ?? 0) + records;
  });
  const { settings, exporter } = way;
  const random = Math.random;
  const delivery = new Delivery({ settings, exporter, clock: systemClock, random, openSpool: () => ({ spool }) });
  if (options.deadLetters) await spool.reviveDeadLetters();
  const onBatch = () => {
    options.showProgress(`${counted(delivery.health().replayed, "record")} sent`);
  };
  await delivery.replay({ onBatch });
  await delivery.close(0);
  const { replayed: sent, deadLetters, lastFailure } = delivery.health();
  const left = recordsWaiting(place, surveyed);
  const failure = lastFailure?.message ?? `Their files can't be moved or read: look into ${surveyed.folder}.`;
  const reason = `${failure}${workspaceAdvice(target, place)}`;
  return { target, sent, waiting: left, deadLetters, dropped, ...(left > 0 && { reason }) };
}

/** A workspace that was mistyped and corrected leaves records behind that nothing else sends. */
function workspaceAdvice({ apiUrl, workspaceName }: SurveyedTarget["target"], { settings }: SpoolLocation): string {
  if (apiUrl !== settings.apiUrl || workspaceName === settings.workspaceName) return "";
  const [from, to] = [JSON.stringify(workspaceName), JSON.stringify(settings.workspaceName)];
  return ` If the workspace was mistyped, --from-workspace ${from} sends them to ${to}.`;
}

/** Looked up on disk, where other processes may have left some meanwhile. */
function recordsWaiting({ root, node }: SpoolLocation, { folder }: SurveyedTarget): number {
  return surveySpool(root, node).find((other) => other.folder === folder)?.waiting.records ?? 0;
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
