import type { ServerResponse } from "node:http";
import { systemClock } from "../../runtime/system-clock.js";
import type { LiveTraces } from "../page-api/page-data.js";

/** Many changes within this time become one event: a page has to read each trace that an event names. */
const GATHER_MS = 250;
/** How often a comment is sent, so that no proxy considers the connection dead. */
const KEEP_ALIVE_MS = 15_000;
/** A page that does not read is disconnected. */
const MAX_UNREAD_BYTES = 1_000_000;

/** Tells open pages what has changed, as server-sent events. */
export class LiveFeed {
  readonly #readers = new Set<ServerResponse>();
  readonly #changed = new Set<string>();
  readonly #onReader: () => void;
  #cancelGather: (() => void) | undefined;
  readonly #cancelKeepAlive = systemClock.every(KEEP_ALIVE_MS, () => {
    this.#send(": still here\n\n");
  });

  /** @param onReader - called when a page begins to listen */
  constructor(onReader: () => void) {
    this.#onReader = onReader;
  }

  get isRead(): boolean {
    return this.#readers.size > 0;
  }

  add(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "x-accel-buffering": "no" });
    response.write(": hello\n\n");
    this.#readers.add(response);
    response.on("close", () => this.#readers.delete(response));
    this.#onReader();
  }

  /** These traces are new, or have changed. */
  tracesChanged(traceIds: Iterable<string>): void {
    if (!this.isRead) return;
    for (const id of traceIds) this.#changed.add(id);
    if (this.#changed.size === 0) return;
    this.#cancelGather ??= systemClock.after(GATHER_MS, () => {
      this.#sendChanged();
    });
  }

  statusChanged(): void {
    this.#send("event: status\ndata: {}\n\n");
  }

  close(): void {
    this.#cancelKeepAlive();
    this.#cancelGather?.();
    for (const response of this.#readers) response.end();
  }

  #sendChanged(): void {
    this.#cancelGather = undefined;
    const traces: LiveTraces = { traceIds: [...this.#changed] };
    this.#changed.clear();
    this.#send(`event: traces\ndata: ${JSON.stringify(traces)}\n\n`);
  }

  #send(event: string): void {
    for (const response of this.#readers) {
      if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
      else response.write(event);
    }
  }
}
