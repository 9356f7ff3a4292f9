import type { CollectorStore } from "../../store/collector-store.js";
import type { LiveFeed } from "../live/live-feed.js";
import type { StoreHealth } from "../live/store-health.js";

/** What the answers to the page need. */
export interface PageApi {
  readonly store: CollectorStore;
  readonly feed: LiveFeed;
  readonly health: StoreHealth;
  readonly version: string;
  readonly port: number;
  readonly opikTraceUrl?: string;
}
