import { tryOr } from "../records/json/guarded-read.js";
import { isObject, type JsonObject } from "../records/json/json-object.js";
import { rateLimitWaitMs } from "../retry/retry-after.js";

const RETRYABLE_STATUSES = new Set([408, 409, 425, 429]);

/** Whether a call that failed like this may succeed when it is made again. */
export function isRetryable(error: unknown): boolean {
  const status = errorStatus(error);
  return status === undefined || status >= 500 || RETRYABLE_STATUSES.has(status);
}

export function errorStatus(error: unknown): number | undefined {
  return tryOr(() => readStatus(error), undefined);
}

function readStatus(error: unknown): number | undefined {
  const { status, statusCode, response } = fieldsOf(error);
  return [status, statusCode, fieldsOf(response).status].find((one): one is number => typeof one === "number");
}

/** The wait in milliseconds that a server's answer asked for, from the headers that an error carries. */
export function requestedWaitMs(error: unknown): number | undefined {
  return tryOr(() => readRequestedWaitMs(error), undefined);
}

function readRequestedWaitMs(error: unknown): number | undefined {
  const { headers, response } = fieldsOf(error);
  const own = readHeaders(headers);
  // By the program's clock, as the wait is: its tests may fake both.
  return rateLimitWaitMs(Object.keys(own).length > 0 ? own : readHeaders(fieldsOf(response).headers), Date.now());
}

// Clients attach a Headers object or a plain one, with names in any case.
function readHeaders(headers: unknown): Readonly<Record<string, string>> {
  const entries: Iterable<readonly [string, unknown]> =
    headers instanceof Headers ? headers.entries() : Object.entries(fieldsOf(headers));
  const texts = [...entries].filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts.map(([name, value]) => [name.toLowerCase(), value]));
}

function fieldsOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
