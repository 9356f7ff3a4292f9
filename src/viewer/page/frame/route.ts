import { computed, signal } from "@preact/signals";

/** What the page shows: all of it is in the address, so that it can be saved, shared and gone back to. */
export type Route =
  | { readonly view: "traces" }
  | { readonly view: "trace"; readonly traceId: string }
  | { readonly view: "thread"; readonly threadId: string }
  | { readonly view: "metrics" }
  | { readonly view: "compare"; readonly leftId: string; readonly rightId: string }
  | { readonly view: "nowhere" };

const address = signal({ path: "/", search: "" });

export const route = computed<Route>(() => routeOf(address.value.path));

/** The query, after the question mark. */
export const search = computed(() => new URLSearchParams(address.value.search));

/** The list of traces as it was last filtered: where one goes back to. */
export const listHref = signal("/");

export function startRouting(): void {
  readAddress();
  window.addEventListener("popstate", readAddress);
}

function readAddress(): void {
  const { pathname: path, search: query } = window.location;
  address.value = { path, search: query };
  if (path === "/") listHref.value = path + query;
}

/** Goes to an address of this page. */
export function goTo(href: string): void {
  window.history.pushState(null, "", href);
  readAddress();
}

/** Changes the query; going back leads to the address before the last `goTo`. */
export function replaceSearch(change: (next: URLSearchParams) => void): void {
  const next = new URLSearchParams(address.value.search);
  change(next);
  window.history.replaceState(null, "", withSearch(address.value.path, next));
  readAddress();
}

export function tracesHref(query: Readonly<Record<string, string | undefined>> = {}): string {
  const present = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return withSearch("/", new URLSearchParams(present));
}

export function traceHref(traceId: string, spanId?: string): string {
  return withSearch(
    `/traces/${encodeURIComponent(traceId)}`,
    new URLSearchParams(spanId === undefined ? {} : { span: spanId }),
  );
}

export function threadHref(threadId: string, project: string | undefined): string {
  return withSearch(
    `/threads/${encodeURIComponent(threadId)}`,
    new URLSearchParams(project === undefined ? {} : { project }),
  );
}

export function compareHref(leftId: string, rightId: string): string {
  return `/compare/${encodeURIComponent(leftId)}/${encodeURIComponent(rightId)}`;
}

function withSearch(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

function routeOf(path: string): Route {
  const [view = "", first = "", second = "", ...more] = path.split("/").slice(1).map(decoded);
  if (more.length > 0) return { view: "nowhere" };
  if (view === "" && first === "") return { view: "traces" };
  if (view === "traces" && first !== "" && second === "") return { view: "trace", traceId: first };
  if (view === "threads" && first !== "" && second === "") return { view: "thread", threadId: first };
  if (view === "metrics" && first === "") return { view: "metrics" };
  if (view === "compare" && first !== "" && second !== "") return { view, leftId: first, rightId: second };
  return { view: "nowhere" };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
