import { systemClock } from "../../runtime/system-clock.js";
import type { CollectorStore } from "../../store/collector-store.js";
import type { TraceSummary } from "../../store/index.js";
import type { LiveFeed } from "./live-feed.js";

const BETWEEN_LOOKS_MS = 2_000;
const HOUR_MS = 3_600_000;
/** How many of the newest traces are compared: those that a page shows first. */
const LOOKED_AT = 100;

/** Notices what others write to the same store, such as the programs of a team, for as long as a page is open. */
export class OtherWriters {
  readonly #store: CollectorStore;
  readonly #feed: LiveFeed;
  #known: ReadonlyMap<string, string> | undefined;
  #isLooking = false;

  constructor(store: CollectorStore, feed: LiveFeed) {
    this.#store = store;
    this.#feed = feed;
  }

  /** Looks now and then, until no page is open. May be called again. */
  look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    void this.#lookOnce().finally(() => {
      systemClock.after(BETWEEN_LOOKS_MS, () => {
        this.#isLooking = false;
        if (this.#feed.isRead) this.look();
        else this.#known = undefined;
      });
    });
  }

  async #lookOnce(): Promise<void> {
    const from = systemClock.isoText(systemClock.wallTimeMs() - HOUR_MS);
    // A store that can't be read is reported as its state.
    const page = await this.#store.findTraces({ window: { from }, limit: LOOKED_AT }).catch(() => undefined);
    if (page === undefined) return;
    const before = this.#known;
    this.#known = new Map(page.items.map((trace) => [trace.id, standing(trace)]));
    if (before === undefined) return;
    this.#feed.tracesChanged([...this.#known].flatMap(([id, now]) => (before.get(id) === now ? [] : [id])));
  }
}

function standing({ status, endTime = "" }: TraceSummary): string {
  return `${status} ${endTime}`;
}
