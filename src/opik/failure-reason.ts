import { tryOr } from "../records/json/guarded-read.js";

// The SDK's message about a request that it gave up.
const SDK_TIMEOUT = '"timeout"';

/**
 * Why the SDK failed, for a line of the log. Its messages about failed requests quote the whole response; the status
 * says as much.
 */
export function failureReason(error: unknown): string {
  return tryOr(() => readReason(error), "an unknown fault");
}

function readReason(error: unknown): string {
  if (!(error instanceof Error)) return "an unknown fault";
  const status = failedStatus(error);
  if (status !== undefined) return `status ${status}`;
  return error.message === SDK_TIMEOUT ? "no answer in time" : error.message;
}

/** The status of Opik's answer; undefined where there was none. */
export function failedStatus(error: unknown): number | undefined {
  const isAnswer = error instanceof Error && "statusCode" in error && typeof error.statusCode === "number";
  return isAnswer ? Number(error.statusCode) : undefined;
}
