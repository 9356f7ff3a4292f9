import type { StoredTrace, TraceStore } from "../../../../store/index.js";
import { counted } from "../../../../terminal/amounts.js";

/** Means the newest trace, instead of an id. */
const LATEST = "latest";
const SHORTEST_PART = 8;

type Found =
  | { readonly kind: "one"; readonly stored: StoredTrace }
  /** `ids` are of those that it may stand for, not all of them where they are many. */
  | { readonly kind: "none"; readonly reason: string; readonly ids: readonly string[] };

/** The trace with an id, with eight or more characters at the end or beginning of its id, or the newest one. */
export async function findStoredTrace(store: TraceStore, id: string): Promise<Found> {
  if (id === LATEST) return newest(store);
  const whole = await store.getTrace(id);
  if (whole !== undefined) return { kind: "one", stored: whole };
  const ids = await store.findTraceIds(id);
  const [only, ...others] = ids;
  if (only === undefined) return none(await missingReason(store, id));
  if (others.length > 0) {
    const all = counted(await store.countTraceIds(id), "trace");
    return none(`${JSON.stringify(id)} is too short: it matches ${all}. Give more of its end:`, ids);
  }
  const stored = await store.getTrace(only);
  return stored === undefined ? none(noTrace(id)) : { kind: "one", stored };
}

async function newest(store: TraceStore): Promise<Found> {
  const { items } = await store.findTraces({ limit: 1 });
  const stored = items[0] === undefined ? undefined : await store.getTrace(items[0].id);
  return stored === undefined ? none("The store has no trace yet.") : { kind: "one", stored };
}

async function missingReason(store: TraceStore, id: string): Promise<string> {
  if (id.length >= SHORTEST_PART) return noTrace(id);
  const count = await store.countTraceIds(id);
  if (count === 0) return noTrace(id);
  const fit = `${counted(count, "trace")} ${count === 1 ? "matches" : "match"}`;
  return `${JSON.stringify(id)} is too short: ${fit}. Eight characters of an id's end are enough.`;
}

function noTrace(id: string): string {
  return `The store has no trace ${JSON.stringify(id)}.`;
}

function none(reason: string, ids: readonly string[] = []): Found {
  return { kind: "none", reason, ids };
}
