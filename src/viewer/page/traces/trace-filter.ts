import { computed } from "@preact/signals";
import type { TraceQuery } from "../../page-api/page-data.js";
import { replaceSearch, search } from "../frame/route.js";

export type FilterName = Exclude<keyof TraceQuery, "limit" | "after">;

/** Every field, with its name on a chip. */
export const FILTER_WORDS: Readonly<Record<FilterName, string>> = {
  text: "has",
  name: "name",
  project: "project",
  thread: "thread",
  tag: "tag",
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
