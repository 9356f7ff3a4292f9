import { signal } from "@preact/signals";
import type { LiveTraces } from "../../page-api/page-data.js";

export type Connection = "opening" | "live" | "gone";

export const connection = signal<Connection>("opening");

/**
 * Grows each time the server is back after it was gone, or its store's state has changed: the page may show old data.
 */
export const serverRevision = signal(0);

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 5_000;

type Listener = (traceIds: ReadonlySet<string>) => void;

const listeners = new Set<Listener>();

/** Calls `listener` with the ids of traces that are new or have changed, until the returned function is called. */
export function onChangedTraces(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keeps a connection open for as long as the page is open, and reopens it where it breaks. */
export function startLiveConnection(): void {
  open(FIRST_WAIT_MS);
}

function open(waitMs: number): void {
  const events = new EventSource("/viewer/api/live");
  let nextWaitMs = waitMs;
  events.addEventListener("open", () => {
    nextWaitMs = FIRST_WAIT_MS;
    if (connection.value === "gone") serverRevision.value += 1;
    connection.value = "live";
  });
  // The browser would wait as long each time, and gives up where the server answers with an error.
  events.addEventListener("error", () => {
    events.close();
    connection.value = "gone";
    window.setTimeout(open, nextWaitMs, Math.min(nextWaitMs * 2, MAX_WAIT_MS));
  });
  events.addEventListener("status", () => {
    serverRevision.value += 1;
  });
  events.addEventListener("traces", ({ data }: MessageEvent<string>) => {
    const { traceIds } = JSON.parse(data) as LiveTraces;
    const changed = new Set(traceIds);
    for (const listener of listeners) listener(changed);
  });
}
