import type { SpanRecord } from "../../../../records/record.js";
import type { Criteria, SpanNode, StoredTrace, TimeWindow, TraceStore, TraceSummary } from "../../../../store/index.js";

/** A trace as it is now: an open one has what is known of it so far. */
export interface FollowedTrace extends TraceSummary {
  /** How many spans of an open trace have come. */
  readonly spans?: number;
  /** The span of an open trace that started last and has not ended. */
  readonly running?: SpanRecord;
}

const HOUR_MS = 3_600_000;
/** The number of traces that a poll reads: the newest. */
const MAX_TRACES = 1_000;

/** Traces that were stored, or have ended, since the last poll. */
export class FollowedTraces {
  readonly #store: TraceStore;
  readonly #criteria: Criteria;
  /** How each trace was when it was returned. */
  readonly #given = new Map<string, string>();
  #open: readonly FollowedTrace[] = [];

  constructor(store: TraceStore, criteria: Criteria) {
    this.#store = store;
    this.#criteria = criteria;
  }

  /** Those that had not ended at the last poll. */
  get open(): readonly FollowedTrace[] {
    return this.#open;
  }

  /** What is new since the last poll, the oldest first; at the first poll the newest `limit`. */
  async look(limit = MAX_TRACES): Promise<readonly FollowedTrace[]> {
    const { items } = await this.#store.findTraces({ ...this.#criteria, window: this.#window(), limit: MAX_TRACES });
    const changed = items.filter((trace) => this.#given.get(trace.id) !== standing(trace));
    for (const trace of changed) this.#given.set(trace.id, standing(trace));
    this.#forget(items);
    const shown = await this.#whole(changed.slice(0, limit));
    this.#open = await this.#whole(items.filter(({ status }) => status === "open"));
    return shown.toReversed();
  }

  /**
   * A trace is stored when it ends, which may be long after it started: hence more than the time since the last poll.
   */
  #window(): TimeWindow {
    if (this.#criteria.window !== undefined) return this.#criteria.window;
    const starts = this.#open.map(({ startTime }) => Date.parse(startTime)).filter((ms) => !Number.isNaN(ms));
    return { from: new Date(Math.min(Date.now() - HOUR_MS, ...starts)) };
  }

  async #whole(traces: readonly TraceSummary[]): Promise<readonly FollowedTrace[]> {
    const whole: FollowedTrace[] = [];
    for (const trace of traces) whole.push(withRecord(trace, await this.#store.getTrace(trace.id)));
    return whole;
  }

  /** What has left the window never comes again. */
  #forget(items: readonly TraceSummary[]): void {
    const ids = new Set(items.map(({ id }) => id));
    for (const id of this.#given.keys()) if (!ids.has(id)) this.#given.delete(id);
  }
}

function standing({ status, endTime = "" }: TraceSummary): string {
  return `${status} ${endTime}`;
}

function withRecord(summary: TraceSummary, stored: StoredTrace | undefined): FollowedTrace {
  const input = stored?.trace?.input;
  const shown = { ...summary, ...(input !== undefined && { input }) };
  if (summary.status !== "open" || stored === undefined) return shown;
  const spans = stored.spans.flatMap(spansBelow);
  const running = spans.filter(({ end_time }) => end_time === undefined).at(-1);
  return { ...shown, spans: spans.length, ...(running !== undefined && { running }) };
}

function spansBelow({ span, children }: SpanNode): readonly SpanRecord[] {
  return [span, ...children.flatMap(spansBelow)];
}
