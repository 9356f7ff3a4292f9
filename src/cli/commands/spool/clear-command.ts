import { DEAD_LETTER_FOLDER } from "../../../delivery/spool/read-dead-letters.js";
import { type SurveyedTarget, surveySpool } from "../../../delivery/spool/survey.js";
import { counted } from "../../../terminal/amounts.js";
import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import type { CommandResult } from "../../command-result.js";
import { openTarget } from "./open-target.js";
import { hasAnything, spoolLines } from "./spool-lines.js";
import { findSpool, type SpoolLocation } from "./spool-location.js";

export interface ClearOptions {
  readonly folder: string;
  /** Removes without asking. */
  readonly yes: boolean;
  /** Whether a person is at a terminal and may be asked. */
  readonly mayAsk: boolean;
  readonly show: (lines: readonly StyledLine[]) => void;
}

interface Cleared {
  readonly records: number;
  readonly deadLetters: number;
}

/** `langchain-opik spool clear`: removes what waits, and the dead letters. What a living process is sending stays. */
export async function clearCommand({ folder, yes, mayAsk, show }: ClearOptions): Promise<CommandResult> {
  const place = findSpool(folder);
  const targets = surveySpool(place.root, place.node).filter(hasAnything);
  show(spoolLines(place, targets, Date.now()));
  if (targets.length > 0 && !yes && !(mayAsk && (await isAgreed()))) {
    const reason = "Nothing was removed. Without a terminal, --yes removes it.";
    return { exitCode: 1, lines: [[piece(reason, "red")]], json: { error: reason } };
  }
  const total = { records: 0, deadLetters: 0 };
  for (const target of targets) {
    const { records, deadLetters } = await clearTarget(place, target);
    total.records += records;
    total.deadLetters += deadLetters;
  }
  const message = `Removed ${counted(total.records, "record")} and ${counted(total.deadLetters, "dead letter")}.`;
  return { exitCode: 0, lines: [[piece(message)]], json: total };
}

async function isAgreed(): Promise<boolean> {
  const { confirm } = await import("@clack/prompts");
  return (await confirm({ message: "Remove all of it permanently?", initialValue: false })) === true;
}

/** Claims each file first, so that nothing is removed while another process sends it. */
async function clearTarget(place: SpoolLocation, target: SurveyedTarget): Promise<Cleared> {
  let records = 0;
  const spool = openTarget(place, target, (_reason, damaged) => {
    records += damaged;
  });
  for (let claim = await spool.claimOldest(); claim !== undefined; claim = await spool.claimOldest()) {
    records += claim.records.length;
    await claim.remove();
  }
  const { fs, path } = place.node;
  fs.rmSync(path.join(target.folder, DEAD_LETTER_FOLDER), { recursive: true, force: true });
  return { records, deadLetters: target.deadLetters.length };
}
