import { setTimeout as sleep } from "node:timers/promises";
import type { StyledLine } from "../../../../terminal/styled-line.js";
import type { CommandResult } from "../../../command-result.js";
import { interruptibly } from "../../../interruption.js";
import { UsageError } from "../../../usage-error.js";
import { countOf, type FilterFlags, filterOf } from "../filter-flags.js";
import type { ListLayout } from "../traces-lines.js";
import { type StoreFlags, withStore } from "../with-store.js";
import { followLine, openText, tookMs } from "./follow-lines.js";
import { type FollowedTrace, FollowedTraces } from "./followed-traces.js";

export interface FollowFlags extends StoreFlags, FilterFlags {
  /** How many of the existing traces are shown first. */
  readonly limit: string;
  readonly after?: string;
  readonly json?: true;
  readonly layout: ListLayout;
  readonly printLines: (lines: readonly StyledLine[]) => void;
  readonly printJson: (json: unknown) => void;
  readonly showProgress: (text: string) => void;
  /** False if the reader has gone. */
  readonly isRead: () => boolean;
}

const BETWEEN_LOOKS_MS = 1_000;

/**
 * `langchain-opik traces --follow`: traces as they are stored and as they end, until Ctrl-C. That is the normal end, so
 * that the exit code is 0.
 */
export async function followCommand(flags: FollowFlags): Promise<CommandResult> {
  if (flags.after !== undefined) throw new UsageError("--follow cannot be used with --after.");
  const criteria = filterOf(flags);
  const limit = countOf("--limit", flags.limit);
  return withStore(flags, ({ store }) =>
    interruptibly(async (signal) => {
      const traces = new FollowedTraces(store, criteria);
      let changed = await traces.look(limit);
      try {
        while (!signal.aborted && flags.isRead()) {
          show(changed, traces.open, flags);
          await pause(signal);
          changed = await traces.look();
        }
      } finally {
        flags.showProgress("");
      }
      return { exitCode: 0, lines: [], json: undefined };
    }),
  );
}

function show(changed: readonly FollowedTrace[], open: readonly FollowedTrace[], flags: FollowFlags): void {
  const { json, layout, printJson, printLines, showProgress } = flags;
  const nowMs = Date.now();
  if (changed.length > 0) showProgress("");
  if (json === true) for (const trace of changed) printJson({ ...trace, elapsed_ms: tookMs(trace, nowMs) });
  else printLines(changed.map((trace) => followLine(trace, layout, nowMs)));
  showProgress(openText(open, nowMs));
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await sleep(BETWEEN_LOOKS_MS, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
