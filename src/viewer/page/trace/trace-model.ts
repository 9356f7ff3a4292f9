import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { SpanLine, SpanMatches, TraceDetail } from "../../page-api/page-data.js";
import { ask, queryText } from "../api/client.js";
import { replaceSearch, search } from "../frame/route.js";
import { type AttemptChain, attemptChains, lostTimes } from "./attempt-chains.js";
import { dearCalls } from "./dear-calls.js";
import { ancestorsOf, openRows, type SpanTree, spansInOrder, spanTree, type TreeRow } from "./span-tree.js";
import { type TimeRange, wholeRange } from "./time-range.js";

/** A trace and how it is viewed: what is open, selected and searched for, and which part of its time is visible. */
export interface TraceModel {
  readonly detail: ReadonlySignal<TraceDetail>;
  readonly tree: ReadonlySignal<SpanTree>;
  readonly rows: ReadonlySignal<readonly TreeRow[]>;
  readonly chains: ReadonlySignal<ReadonlyMap<string, AttemptChain>>;
  readonly lost: ReadonlySignal<readonly TimeRange[]>;
  /** How many times the usual cost of a call the dear ones took, by their ids. */
  readonly dear: ReadonlySignal<ReadonlyMap<string, number>>;
  /** The span that is shown beside the tree; undefined for the trace itself. */
  readonly selected: ReadonlySignal<SpanLine | undefined>;
  /** Where the page is too narrow for both, the side pane replaces the tree once something is selected. */
  readonly isSideShown: Signal<boolean>;
  readonly whole: ReadonlySignal<TimeRange>;
  readonly seen: ReadonlySignal<TimeRange>;
  readonly searchText: Signal<string>;
  /** In the order of the tree. */
  readonly matches: ReadonlySignal<readonly string[]>;
  readonly matchIds: ReadonlySignal<ReadonlySet<string>>;
  /** Grows with each update. */
  readonly updates: ReadonlySignal<number>;
  readonly update: (detail: TraceDetail) => void;
  readonly select: (id: string | undefined) => void;
  readonly toggle: (id: string, open?: boolean) => void;
  readonly openFold: (id: string) => void;
  readonly see: (range: TimeRange | undefined) => void;
  /** Finds the text in names and models, in errors, and in the inputs and outputs of spans. */
  readonly searchFor: (text: string) => Promise<void>;
}

export function traceModel(first: TraceDetail): TraceModel {
  const detail = signal(first);
  const updates = signal(0);
  const closed = signal<ReadonlySet<string>>(new Set());
  const openFolds = signal<ReadonlySet<string>>(new Set());
  const zoom = signal<TimeRange | undefined>(undefined);
  const isSideShown = signal(search.value.has("span"));
  const searchText = signal("");
  const found = signal<ReadonlySet<string>>(new Set());

  const tree = computed(() => spanTree(detail.value.spans));
  const rows = computed(() => openRows(tree.value, { closed: closed.value, openFolds: openFolds.value }));
  const chains = computed(() => attemptChains(detail.value.spans));
  const whole = computed(() => wholeRange(detail.value, Date.now()));
  const matches = computed(() => {
    const text = searchText.value.trim().toLowerCase();
    if (text === "") return [];
    return spansInOrder(tree.value)
      .filter((span) => found.value.has(span.id) || isNamed(span, text))
      .map(({ id }) => id);
  });

  const reveal = (id: string) => {
    const path = new Set([id, ...ancestorsOf(tree.value, id)]);
    closed.value = without(closed.value, ancestorsOf(tree.value, id));
    // A fold may be inside another one, and has no row before that one is open.
    for (let fold = foldWith(path); fold !== undefined; fold = foldWith(path)) {
      openFolds.value = new Set([...openFolds.value, fold]);
    }
  };
  const foldWith = (ids: ReadonlySet<string>) =>
    rows.value.find((row) => row.kind === "fold" && row.spans.some((span) => ids.has(span.id)))?.id;

  return {
    detail,
    tree,
    rows,
    chains,
    lost: computed(() => lostTimes(chains.value)),
    dear: computed(() => dearCalls(detail.value.spans)),
    selected: computed(() => tree.value.byId.get(search.value.get("span") ?? "")),
    isSideShown,
    whole,
    seen: computed(() => zoom.value ?? whole.value),
    searchText,
    matches,
    matchIds: computed(() => new Set(matches.value)),
    updates,
    update: (next) => {
      if (next === detail.value) return;
      detail.value = next;
      updates.value += 1;
    },
    select: (id) => {
      if (id !== undefined) reveal(id);
      replaceSearch((next) => {
        if (id === undefined) next.delete("span");
        else next.set("span", id);
      });
    },
    toggle: (id, open = closed.value.has(id)) => {
      closed.value = open ? without(closed.value, [id]) : new Set([...closed.value, id]);
    },
    openFold: (id) => {
      openFolds.value = new Set([...openFolds.value, id]);
    },
    see: (range) => {
      zoom.value = range;
    },
    searchFor: async (text) => {
      searchText.value = text;
      found.value = new Set();
      if (text.trim() === "") return;
      const path = `traces/${detail.value.row.id}/search?${queryText({ text: text.trim() })}`;
      const { spanIds } = await ask<SpanMatches>(path);
      if (searchText.value === text) found.value = new Set(spanIds);
    },
  };
}

function isNamed({ name, model = "", errorType = "", errorMessage = "" }: SpanLine, text: string): boolean {
  return [name, model, errorType, errorMessage].some((one) => one.toLowerCase().includes(text));
}

function without(ids: ReadonlySet<string>, left: readonly string[]): ReadonlySet<string> {
  return left.some((id) => ids.has(id)) ? new Set([...ids].filter((id) => !left.includes(id))) : ids;
}
