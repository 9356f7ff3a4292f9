import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { TraceDetail, TraceList, TraceRow } from "../../page-api/page-data.js";
import { ask, type Problem, queryText } from "../api/client.js";
import { asProblem } from "../api/loaded.js";
import { mergeNewest } from "./merge-rows.js";
import type { TraceFilter } from "./trace-filter.js";

type ListPhase =
  | { readonly state: "loading" }
  | { readonly state: "ready" }
  | { readonly state: "failed"; readonly problem: Problem };

const FIRST_PAGE = 100;
const FURTHER_PAGE = 1_000;
const MOST_OLD_ROWS_REFRESHED = 5;

/** The traces that match a filter, as far as they have been scrolled to, kept up to date. */
export interface OpenTraceList {
  readonly rows: ReadonlySignal<readonly TraceRow[]>;
  readonly phase: ReadonlySignal<ListPhase>;
  /** Reads on where there is more. */
  readonly readOn: () => void;
  /** Reads the newest page again. `changed` are traces that may be further down. */
  readonly refresh: (changed?: ReadonlySet<string>) => void;
  readonly close: () => void;
  /** Where it was left: how far it was scrolled, in pixels, and which trace was selected. */
  readonly place: { top: number; selectedId: string | undefined };
}

export function openTraceList(filter: TraceFilter): OpenTraceList {
  const rows = signal<readonly TraceRow[]>([]);
  const phase = signal<ListPhase>({ state: "loading" });
  const aborter = new AbortController();
  let next: string | undefined;
  let readingOn = false;
  let refreshing = false;
  let refreshAgain: ReadonlySet<string> | undefined;

  const page = (limit: number, after?: string) =>
    ask<TraceList>(`traces?${queryText({ ...filter, limit: String(limit), after })}`, aborter.signal);

  async function readFirst(changed: ReadonlySet<string>): Promise<void> {
    const first = await page(FIRST_PAGE);
    const merged = phase.value.state === "ready" ? mergeNewest(rows.value, first.traces) : undefined;
    const older = await changedBelow(merged ?? [], first.traces, changed);
    batch(() => {
      if (merged === undefined || next === undefined) next = first.next;
      rows.value = (merged ?? first.traces).map((row) => older.get(row.id) ?? row);
      phase.value = { state: "ready" };
    });
  }

  async function changedBelow(
    shown: readonly TraceRow[],
    newest: readonly TraceRow[],
    changed: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, TraceRow>> {
    const below = shown.slice(newest.length).filter(({ id }) => changed.has(id));
    const details = await Promise.allSettled(
      below.slice(0, MOST_OLD_ROWS_REFRESHED).map(({ id }) => ask<TraceDetail>(`traces/${id}`, aborter.signal)),
    );
    // One that cannot be read any more, such as a trace that was deleted, stays as it was shown.
    return new Map(details.flatMap((one) => (one.status === "fulfilled" ? [[one.value.row.id, one.value.row]] : [])));
  }

  async function refresh(changed: ReadonlySet<string>): Promise<void> {
    if (refreshing) {
      refreshAgain = new Set([...(refreshAgain ?? []), ...changed]);
      return;
    }
    refreshing = true;
    try {
      await readFirst(changed);
    } catch (error) {
      fail(error);
    } finally {
      refreshing = false;
    }
    const again = refreshAgain;
    refreshAgain = undefined;
    if (again !== undefined && !aborter.signal.aborted) await refresh(again);
  }

  async function readOn(): Promise<void> {
    if (readingOn || next === undefined || phase.value.state !== "ready") return;
    readingOn = true;
    try {
      const more = await page(FURTHER_PAGE, next);
      const known = new Set(rows.value.map(({ id }) => id));
      next = more.next;
      rows.value = [...rows.value, ...more.traces.filter(({ id }) => !known.has(id))];
    } catch (error) {
      fail(error);
    } finally {
      readingOn = false;
    }
  }

  // The rows stay: a notice above them says that the server is gone.
  function fail(error: unknown): void {
    if (aborter.signal.aborted) return;
    const problem = asProblem(error);
    if (problem.kind === "gone" && phase.value.state === "ready") return;
    phase.value = { state: "failed", problem };
  }

  void refresh(new Set());
  return {
    rows,
    phase,
    readOn: () => void readOn(),
    refresh: (changed = new Set()) => void refresh(changed),
    close: () => {
      aborter.abort();
    },
    place: { top: 0, selectedId: undefined },
  };
}
