import { signal } from "@preact/signals";
import type { ServerStatus } from "../../page-api/page-data.js";
import { ask } from "./client.js";
import { serverRevision } from "./live-connection.js";

/** What the server says about itself; undefined until it has answered. */
export const serverStatus = signal<ServerStatus | undefined>(undefined);

/** Loads it at once, and again whenever the server has come back or its store's state has changed. */
export function followServerStatus(): void {
  serverRevision.subscribe(() => void refreshServerStatus());
}

export async function refreshServerStatus(): Promise<void> {
  try {
    serverStatus.value = await ask<ServerStatus>("status");
  } catch {
    // The connection reports that the server is gone.
    return;
  }
}
