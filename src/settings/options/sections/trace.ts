import { MAX_TIMER_MS } from "../number-limits.js";
import type { OptionRows } from "../option-spec.js";

/** What every trace carries. */
export const TRACE = {
  threadId: {
    kind: "text",
    env: "OPIK_LANGCHAIN_THREAD_ID",
    fileKey: "trace.threadId",
    default: undefined,
    does: "Thread (conversation) that every trace belongs to. Overrides a thread ID in a run's metadata.",
  },
  tags: {
    kind: "textList",
    env: "OPIK_LANGCHAIN_TAGS",
    fileKey: "trace.tags",
    default: [],
    does: "Tags to add to every trace.",
  },
  metadata: {
    kind: "object",
    env: "OPIK_LANGCHAIN_METADATA",
    fileKey: "trace.metadata",
    default: {},
    does: "Metadata to add to every trace.",
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
    does: "How long an open run may go without any event before it is closed as abandoned, in milliseconds. 0 turns this off.",
  },
  liveAfterMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_LIVE_AFTER_MS",
    fileKey: "trace.liveAfterMs",
    default: 10_000,
    does: "How long a run is open before it is sent as in progress, in milliseconds. It is sent again, complete, when it ends. 0 turns this off.",
  },
} as const satisfies OptionRows;
