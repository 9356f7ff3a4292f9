export type { SpanUpdate } from "../handlers/hooks/run-access.js";
export { continueTrace, type RequestHeaders } from "../instrumentation/continue-trace.js";
export { type CurrentSpan, currentSpan } from "../instrumentation/current-span.js";
export { getTraceHeaders, type TraceHeaders } from "../instrumentation/trace-headers.js";
export { traced } from "../instrumentation/traced.js";
export type { TracedOptions } from "../instrumentation/traced-options.js";
export type { SpanType } from "../records/record.js";
export {
  AllCandidatesFailedError,
  AttemptTimeoutError,
  CandidateDownError,
  type CandidateFailure,
} from "./attempt-errors.js";
export type { BreakerOptions } from "./candidate.js";
export type { FallbackAttempt, FallbackEvent, OpikFallbackOptions } from "./fallback-options.js";
export type { ModelMethods } from "./model-methods.js";
export type { OpikFallbacks } from "./opik-fallbacks.js";
export { type OpikRetry, withOpikRetry } from "./opik-retry.js";
export type { OpikRetryOptions, RetryEvent } from "./retry-options.js";
export { traceHttpRetries } from "./trace-http-retries.js";
export { withOpikFallbacks } from "./with-opik-fallbacks.js";
