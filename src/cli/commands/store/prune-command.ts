import { counted } from "../../../terminal/amounts.js";
import { piece } from "../../../terminal/styled-line.js";
import { type CommandResult, INTERRUPTED } from "../../command-result.js";
import { interruptibly } from "../../interruption.js";
import { progressText } from "../../progress-text.js";
import { countOf } from "./filter-flags.js";
import { type StoreFlags, withStore } from "./with-store.js";

export interface PruneFlags extends StoreFlags {
  /** Default: the setting. */
  readonly days?: string;
  readonly showProgress: (text: string) => void;
}

/** `langchain-opik prune`: deletes what is older than the settings, or the flag, allow. */
export async function pruneCommand({ showProgress, ...flags }: PruneFlags): Promise<CommandResult> {
  const asked = flags.days === undefined ? undefined : countOf("--days", flags.days);
  return withStore(flags, async ({ store, resolved: { settings } }) => {
    const days = asked ?? settings.retentionDays;
    if (days === 0) {
      const reason = "The setting retentionDays is 0, which keeps everything. Use --days to delete anyway.";
      return { exitCode: 1, lines: [[piece(reason, "red")]], json: { error: reason } };
    }
    const onProgress = ({ deleted, total }: { readonly deleted: number; readonly total: number }) => {
      showProgress(progressText(deleted, total, `${counted(deleted, "record")} deleted`));
    };
    return interruptibly(async (signal) => {
      const pruned = await store.deleteOlderThan(days, { onProgress, signal }).finally(() => {
        showProgress("");
      });
      const amount = `${counted(pruned.traces, "trace")} and ${counted(pruned.spans, "span")}`;
      const text = `${amount} older than ${counted(days, "day")} deleted.`;
      if (!signal.aborted) return { exitCode: 0, lines: [[piece(text)]], json: { days, ...pruned } };
      const lines = [[piece(text)], [piece("Stopped. Prune again for the rest.", "red" as const)]];
      return { exitCode: INTERRUPTED, lines, json: { days, ...pruned, stopped: true } };
    });
  });
}
