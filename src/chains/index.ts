export { AllCandidatesFailedError, AttemptTimeoutError, CandidateDownError } from "./attempt-errors.js";
export type { BreakerOptions } from "./candidate.js";
export type { FallbackAttempt, FallbackEvent, OpikFallbackOptions } from "./fallback-options.js";
export type { ModelMethods } from "./model-methods.js";
export type { OpikFallbacks } from "./opik-fallbacks.js";
export { type OpikRetry, withOpikRetry } from "./opik-retry.js";
export type { OpikRetryOptions, RetryEvent } from "./retry-options.js";
export { traceHttpRetries } from "./trace-http-retries.js";
export { withOpikFallbacks } from "./with-opik-fallbacks.js";
