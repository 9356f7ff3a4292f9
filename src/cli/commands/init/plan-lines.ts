import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import { maskedSecret, shownLocation } from "../doctor/setting-rows.js";
import type { FileChange } from "./file-change.js";
import type { InitPlan } from "./init-plan.js";
import type { InitValues } from "./init-values.js";

/** The lines that a change adds to its file, with the key and the password of a store masked. */
export function addedLines({ before = "", after }: FileChange, { apiKey, store }: InitValues): readonly string[] {
  const old = new Set(before.split(/\r?\n/));
  const added = after.split(/\r?\n/).filter((line) => line !== "" && !old.has(line));
  return added.map((line) => {
    const shown = apiKey === undefined ? line : line.replaceAll(apiKey, maskedSecret(apiKey));
    return store === undefined ? shown : shown.replaceAll(store, shownLocation(store));
  });
}

/** The plan for a person: what is added where, what stays as it is, and what to beware of. */
export function planLines({ changes, kept, notices }: InitPlan, values: InitValues): readonly StyledLine[] {
  const files = changes.flatMap((change): readonly StyledLine[] => [
    [piece(change.path, "bold"), piece(change.before === undefined ? "  (new)" : "", "dim")],
    ...addedLines(change, values).map((line) => [piece(`  + ${line}`, "green")]),
  ]);
  const stays = kept.length === 0 ? [] : [`Has a value already and keeps it: ${kept.join(", ")}.`];
  return [...files, ...[...stays, ...notices].map((text): StyledLine => [piece(text, "yellow")])];
}
