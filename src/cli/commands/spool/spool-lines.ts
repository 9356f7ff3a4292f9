import { accountOf, isForStore, type SpoolTarget } from "../../../delivery/spool/spool-target.js";
import type { SurveyedTarget } from "../../../delivery/spool/survey.js";
import { plainText } from "../../../records/plain-text.js";
import type { NodeModules } from "../../../runtime/node-modules.js";
import type { Settings } from "../../../settings/options/option-table.js";
import { counted, durationText } from "../../../terminal/amounts.js";
import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import type { SpoolLocation } from "./spool-location.js";

/** Reasons shown for one server; the others are in the files. */
const MAX_REASONS = 10;

/** What waits on disk, for a person. */
export function spoolLines(
  place: SpoolLocation,
  targets: readonly SurveyedTarget[],
  nowMs: number,
): readonly StyledLine[] {
  const [first, ...others] = targets.filter(hasAnything).map((target) => targetLines(target, place, nowMs));
  const where = piece(plainText(place.root), "dim");
  if (first === undefined) return [[piece("Nothing waits on disk in "), where]];
  return [[piece("Records on disk in "), where], ...[first, ...others].flatMap((lines) => [[], ...lines])];
}

export function hasAnything({ waiting, heldFiles, deadLetters }: SurveyedTarget): boolean {
  return waiting.files > 0 || heldFiles > 0 || deadLetters.length > 0;
}

function targetLines(target: SurveyedTarget, place: SpoolLocation, nowMs: number): readonly StyledLine[] {
  return [[piece(targetName(target, place), "bold")], ...waitingLines(target, nowMs), ...deadLetterLines(target)];
}

export function targetName({ target }: SurveyedTarget, { settings, node }: SpoolLocation): string {
  if (isForStore(target)) return plainText(target.apiUrl);
  const key = isUnderOtherKey(target, settings, node) ? ", recorded under another API key" : "";
  return plainText(`${target.apiUrl}, workspace "${target.workspaceName}"${key}`);
}

/** Whether the key of the settings is not the one that the records were recorded with. */
export function isUnderOtherKey(target: SpoolTarget, settings: Settings, node: NodeModules): boolean {
  return target.apiUrl === settings.apiUrl && target.account !== accountOf(settings, node);
}

function waitingLines({ waiting, heldFiles, oldestMs }: SurveyedTarget, nowMs: number): readonly StyledLine[] {
  const age = oldestMs === undefined ? "" : `, the oldest for ${durationText(Math.max(0, nowMs - oldestMs) * 1000)}`;
  const amount = `${counted(waiting.records, "record")} in ${counted(waiting.files, "file")}, ${sizeText(waiting.bytes)}${age}`;
  const held = [piece(`  ${counted(heldFiles, "file")} being sent, or left by a process that died`, "dim")];
  return [...(waiting.files > 0 ? [[piece(`  waiting: ${amount}`)]] : []), ...(heldFiles > 0 ? [held] : [])];
}

function deadLetterLines({ deadLetters }: SurveyedTarget): readonly StyledLine[] {
  if (deadLetters.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { reason } of deadLetters) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const mostFirst = [...counts].sort(([, one], [, other]) => other - one);
  const more = counted(mostFirst.length - MAX_REASONS, "more reason");
  return [
    [piece(`  dead letters: ${counted(deadLetters.length, "record")} that the server refused`, "yellow")],
    ...mostFirst.slice(0, MAX_REASONS).map(([reason, count]) => [piece(`    ${count} × ${plainText(reason)}`)]),
    ...(mostFirst.length > MAX_REASONS ? [[piece(`    ${more}`, "dim")]] : []),
  ];
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
