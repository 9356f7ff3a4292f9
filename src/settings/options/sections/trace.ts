import { MAX_TIMER_MS } from "../number-limits.js";
import type { OptionRows } from "../option-spec.js";

/** What every trace carries. */
export const TRACE = {
  threadId: {
    kind: "text",
    env: "OPIK_LANGCHAIN_THREAD_ID",
    fileKey: "trace.threadId",
    default: undefined,
    does: "The conversation that every trace belongs to.",
  },
  tags: {
    kind: "textList",
    env: "OPIK_LANGCHAIN_TAGS",
    fileKey: "trace.tags",
    default: [],
    does: "Tags of every trace.",
  },
  metadata: {
    kind: "object",
    env: "OPIK_LANGCHAIN_METADATA",
    fileKey: "trace.metadata",
    default: {},
    does: "Metadata of every trace.",
  },
} as const satisfies OptionRows;

/** What happens to runs that stay open. */
export const OPEN_RUNS = {
  abandonAfterMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_ABANDON_AFTER_MS",
    fileKey: "trace.abandonAfterMs",
    default: 300_000,
    does: "An open run without any event for this long is closed as abandoned; 0 is never.",
  },
  liveAfterMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_LIVE_AFTER_MS",
    fileKey: "trace.liveAfterMs",
    default: 10_000,
    does: "A run that is open for this long is sent as in progress, and again whole when it ends; 0 is never.",
  },
} as const satisfies OptionRows;
