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
    does: "Timeout of one request, in milliseconds.",
  },
  breakerFailures: {
    kind: "wholeNumber",
    min: 1,
    max: MAX_COUNT,
    unit: "failures",
    env: "OPIK_LANGCHAIN_BREAKER_FAILURES",
    fileKey: "circuitBreaker.failures",
    default: 5,
    does: "Number of failed requests in a row that opens the circuit breaker: nothing is sent for a while, and records wait on disk.",
  },
  breakerResetAfterMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_BREAKER_RESET_AFTER_MS",
    fileKey: "circuitBreaker.resetAfterMs",
    default: 30_000,
    does: "How long the circuit breaker stays open before one trial request, in milliseconds.",
  },
  flushTimeoutMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_FLUSH_TIMEOUT_MS",
    fileKey: "delivery.flushTimeoutMs",
    default: 10_000,
    does: "How long flush() and close() wait when their caller gives no timeout, in milliseconds.",
  },
  exitTimeoutMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_EXIT_TIMEOUT_MS",
    fileKey: "delivery.exitTimeoutMs",
    default: 2000,
    does: "How long a process that ends is kept alive to deliver pending records, in milliseconds. The rest is written to disk.",
  },
  sendAtExit: {
    kind: "boolean",
    env: "OPIK_LANGCHAIN_SEND_AT_EXIT",
    fileKey: "delivery.sendAtExit",
    default: true,
    does: "Whether a process that ends by process.exit(), an uncaught exception or a signal that the program handles is held, for exitTimeoutMs at most, until its pending records are sent to Opik, and to a trace store on a server. Otherwise they are written to disk and the next program sends them.",
  },
} as const satisfies OptionRows;
