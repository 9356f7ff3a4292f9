import { MAX_COUNT, MAX_TIMER_MS } from "../number-limits.js";
import type { OptionRows } from "../option-spec.js";

/** How long delivery may take, and when it pauses. */
export const DELIVERY = {
  requestTimeoutMs: {
    kind: "wholeNumber",
    min: 1,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_REQUEST_TIMEOUT_MS",
    fileKey: "delivery.requestTimeoutMs",
    default: 15_000,
    does: "The longest that one request may take.",
  },
  breakerFailures: {
    kind: "wholeNumber",
    min: 1,
    max: MAX_COUNT,
    unit: "failures",
    env: "OPIK_LANGCHAIN_BREAKER_FAILURES",
    fileKey: "circuitBreaker.failures",
    default: 5,
    does: "After so many failed requests in a row nothing is sent for a while; records wait on disk.",
  },
  breakerResetAfterMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_BREAKER_RESET_AFTER_MS",
    fileKey: "circuitBreaker.resetAfterMs",
    default: 30_000,
    does: "How long that is, until one request may try again.",
  },
  flushTimeoutMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_FLUSH_TIMEOUT_MS",
    fileKey: "delivery.flushTimeoutMs",
    default: 10_000,
    does: "The longest that a flush waits when its caller names no time.",
  },
  exitTimeoutMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_EXIT_TIMEOUT_MS",
    fileKey: "delivery.exitTimeoutMs",
    default: 2000,
    does: "The longest that a process which ends is held to deliver what is pending; the rest is put on disk.",
  },
} as const satisfies OptionRows;
