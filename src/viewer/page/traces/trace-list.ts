import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { TraceDetail, TraceList, TraceRow } from "../../page-api/page-data.js";
import { ask, type Problem, queryText } from "../api/client.js";
import { asProblem } from "../api/loaded.js";
import { mergeNewest } from "./merge-rows.js";
import type { TraceFilter, TraceSort } from "./trace-filter.js";

type ListPhase =
  | { readonly state: "loading" }
  | { readonly state: "ready" }
  | { readonly state: "failed"; readonly problem: Problem };

/** How far back a search for a text or a cost has come: no index covers them, and the server answers in parts. */
type SearchProgress =
  | { readonly state: "complete" }
  | { readonly state: "searching" | "stopped"; readonly until: string };

const COMPLETE = { state: "complete" } as const;

const FIRST_PAGE = 100;
const FURTHER_PAGE = 1_000;
const MOST_OLD_ROWS_REFRESHED = 5;

/** The traces that match a filter, as far as they have been scrolled to, kept up to date. */
export interface OpenTraceList {
  readonly rows: ReadonlySignal<readonly TraceRow[]>;
  readonly phase: ReadonlySignal<ListPhase>;
  readonly progress: ReadonlySignal<SearchProgress>;
  /** Reads on where there is more. */
  readonly readOn: () => void;
  /** Stops a search that continues by itself. */
  readonly stopSearch: () => void;
  /** Continues a search that was stopped. */
  readonly goOn: () => void;
  /** Reads the newest page again. `changed` are traces that may be further down. */
  readonly refresh: (changed?: ReadonlySet<string>) => void;
  readonly close: () => void;
  /** Where it was left: how far it was scrolled, in pixels, and which trace was selected. */
  readonly place: { top: number; selectedId: string | undefined };
}

/** @param sort - undefined for the newest first */
export function openTraceList(filter: TraceFilter, sort: TraceSort | undefined): OpenTraceList {
  const rows = signal<readonly TraceRow[]>([]);
  const phase = signal<ListPhase>({ state: "loading" });
  const progress = signal<SearchProgress>(COMPLETE);
  const aborter = new AbortController();
  // Increases when the list is replaced: answers that were requested before are then ignored.
  let beginnings = 0;
  let next: string | undefined;
  let readingOn = false;
  let refreshing = false;
  let refreshAgain: ReadonlySet<string> | undefined;

  const page = (limit: number, after?: string) =>
    ask<TraceList>(`traces?${queryText({ ...filter, sort, limit: String(limit), after })}`, aborter.signal);

  async function readFirst(changed: ReadonlySet<string>): Promise<void> {
    const isShown = phase.value.state === "ready";
    if (sort !== undefined && isShown) {
      await readSorted();
      return;
    }
    const first = await page(FIRST_PAGE);
    const merged = isShown ? mergeNewest(rows.value, first.traces, first.searchedUntil) : undefined;
    const older = await changedBelow(merged ?? [], first.traces, changed);
    batch(() => {
      if (merged === undefined || (next === undefined && first.searchedUntil === undefined)) begin(first);
      rows.value = (merged ?? first.traces).map((row) => older.get(row.id) ?? row);
      phase.value = { state: "ready" };
    });
    if (progress.value.state === "searching") void readOn();
  }

  /** New traces may be anywhere in the list: the rows are read again, unless they are many or a search is incomplete. */
  async function readSorted(): Promise<void> {
    if (rows.value.length > FURTHER_PAGE || progress.value.state !== "complete") return;
    const again = await page(Math.max(FIRST_PAGE, rows.value.length));
    if (again.searchedUntil !== undefined) return;
    batch(() => {
      begin(again);
      rows.value = again.traces;
    });
  }

  function begin(first: TraceList): void {
    beginnings += 1;
    next = first.next;
    progress.value = progressOf(first, "searching");
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
    if (readingOn || next === undefined || phase.value.state !== "ready" || progress.value.state === "stopped") return;
    readingOn = true;
    try {
      do {
        const beginning = beginnings;
        const more = await page(FURTHER_PAGE, next);
        if (beginning === beginnings) add(more);
      } while (progress.value.state === "searching");
    } catch (error) {
      fail(error);
    } finally {
      readingOn = false;
    }
  }

  function add(more: TraceList): void {
    const known = new Set(rows.value.map(({ id }) => id));
    batch(() => {
      next = more.next;
      rows.value = [...rows.value, ...more.traces.filter(({ id }) => !known.has(id))];
      progress.value = progressOf(more, progress.value.state === "stopped" ? "stopped" : "searching");
    });
  }

  function setProgress(state: "searching" | "stopped"): void {
    if (progress.value.state !== "complete") progress.value = { state, until: progress.value.until };
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
    progress,
    readOn: () => void readOn(),
    stopSearch: () => setProgress("stopped"),
    goOn: () => {
      setProgress("searching");
      void readOn();
    },
    refresh: (changed = new Set()) => void refresh(changed),
    close: () => {
      aborter.abort();
    },
    place: { top: 0, selectedId: undefined },
  };
}

function progressOf({ searchedUntil }: TraceList, state: "searching" | "stopped"): SearchProgress {
  return searchedUntil === undefined ? COMPLETE : { state, until: searchedUntil };
}
