import type { Filter } from "../../store/index.js";
import { TRACE_SORTS, type TraceSort } from "../../store/read/trace-search.js";
import { Refusal } from "../http/refusal.js";
import type { TraceQuery } from "./page-data.js";

/** The fields of the query that are passed on unchanged, by the store's names. */
const TEXTS = {
  text: "text",
  name: "nameText",
  project: "project",
  thread: "thread",
  tag: "tag",
  span: "spanName",
  model: "model",
  agent: "agent",
  after: "after",
} as const satisfies Partial<Record<keyof TraceQuery, keyof Filter>>;

const AMOUNTS = ["slowerThanMs", "dearerThan", "limit"] as const satisfies readonly (keyof TraceQuery)[];

const DEFAULT_LIMIT = 100;

/** The page's filter in the store's terms. Undefined where nothing can match. @throws Refusal 400 */
export function traceFilter(query: URLSearchParams): Filter | undefined {
  const value = (name: keyof TraceQuery) => query.get(name) ?? undefined;
  const isAsked = (name: keyof TraceQuery) => value(name) === "true";
  if (isAsked("failed") && isAsked("open")) return undefined;
  const texts = Object.entries(TEXTS).flatMap(([name, criterion]) => {
    const text = query.get(name);
    return text === null || text === "" ? [] : [[criterion, text] as const];
  });
  const amounts = AMOUNTS.flatMap((name) => {
    const text = value(name);
    return text === undefined || text === "" ? [] : [[name, amountOf(name, text)] as const];
  });
  const window = windowOf(value);
  return {
    limit: DEFAULT_LIMIT,
    ...Object.fromEntries(texts),
    ...Object.fromEntries(amounts),
    ...(window !== undefined && { window }),
    ...(isAsked("failed") && { status: "error" as const }),
    ...(isAsked("open") && { status: "open" as const }),
    ...(isAsked("retried") && { retried: true as const }),
    ...(isAsked("fellBack") && { fellBack: true as const }),
  };
}

/** What comes first; undefined for the newest. @throws Refusal 400 */
export function traceSort(query: URLSearchParams): TraceSort | undefined {
  const sort = query.get("sort") ?? "";
  if (sort === "") return undefined;
  const known = TRACE_SORTS.find((one) => one === sort);
  if (known === undefined) throw new Refusal(400, `sort must be one of ${TRACE_SORTS.join(", ")}`);
  return known;
}

function windowOf(value: (name: keyof TraceQuery) => string | undefined): Filter["window"] {
  const [window, from, to] = [value("window"), value("from"), value("to")];
  if (from === undefined && to === undefined) return window;
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function amountOf(name: string, text: string): number {
  const amount = Number(text);
  if (Number.isFinite(amount) && text.trim() !== "") return amount;
  throw new Refusal(400, `${name} must be a number`);
}
