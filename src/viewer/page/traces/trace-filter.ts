import { computed } from "@preact/signals";
import type { TraceQuery } from "../../page-api/page-data.js";
import { replaceSearch, search } from "../frame/route.js";

export type FilterName = Exclude<keyof TraceQuery, "limit" | "after" | "sort">;

/** Every field, with its name on a chip. */
export const FILTER_WORDS: Readonly<Record<FilterName, string>> = {
  text: "has",
  name: "name",
  project: "project",
  thread: "thread",
  tag: "tag",
  span: "with the span",
  model: "model",
  agent: "agent",
  failed: "failed",
  retried: "retried",
  fellBack: "fell back",
  open: "in progress",
  slowerThanMs: "slower than",
  dearerThan: "dearer than",
  window: "within",
  from: "from",
  to: "until",
};

const NAMES = Object.keys(FILTER_WORDS).filter(isFilterName);

export type TraceFilter = Readonly<Partial<Record<FilterName, string>>>;

/** The filter in the address. */
export const traceFilter = computed<TraceFilter>(() => {
  const given = search.value;
  return Object.fromEntries(NAMES.flatMap((name) => (given.get(name) ? [[name, given.get(name)]] : [])));
});

export const isFiltered = computed(() => Object.keys(traceFilter.value).length > 0);

export type TraceSort = NonNullable<TraceQuery["sort"]>;

/** What the list is sorted by, as it is called where it is chosen. */
export const SORT_WORDS: Readonly<Record<TraceSort, string>> = {
  duration: "Longest",
  tokens: "Most tokens",
  cost: "Dearest",
};

/** What comes first in the list; undefined for the newest. */
export const traceSort = computed<TraceSort | undefined>(() => {
  const given = search.value.get("sort") ?? "";
  return isTraceSort(given) ? given : undefined;
});

export function setSort(sort: TraceSort | undefined): void {
  replaceSearch((next) => {
    if (sort === undefined) next.delete("sort");
    else next.set("sort", sort);
  });
}

export function isTraceSort(text: string): text is TraceSort {
  return Object.hasOwn(SORT_WORDS, text);
}

export function setFilter(name: FilterName, value: string | undefined): void {
  replaceSearch((next) => {
    if (value === undefined || value === "") next.delete(name);
    else next.set(name, value);
  });
}

export function clearFilter(): void {
  replaceSearch((next) => {
    for (const name of NAMES) next.delete(name);
  });
}

function isFilterName(name: string): name is FilterName {
  return Object.hasOwn(FILTER_WORDS, name);
}
