import { asJsonObject, asText, type JsonObject } from "../records/json/json-object.js";
import { firstLineOf, plainText } from "../records/plain-text.js";
import type { ErrorInfo } from "../records/record.js";
import { cutMark } from "../terminal/long-text.js";

// The words for anything unusual about a run. The command's tree, printed traces of tests and this package's own tests
// share them.

/** The type of an error and the first line of its message. */
export function errorText({ exception_type: type, message = "" }: ErrorInfo): string {
  const line = firstLineOf(message);
  return line === "" ? plainText(type) : `${plainText(type)}: ${line}`;
}

/** The same with a count of what the message says after that line. */
export function errorNote(error: ErrorInfo): string {
  const { message = "" } = error;
  const rest = message
    .trim()
    .replace(/^[^\n\r]*/, "")
    .trim().length;
  return rest === 0 ? errorText(error) : errorText(error) + cutMark(rest);
}

/** The type and the whole message, in its own lines. */
export function wholeErrorText({ exception_type: type, message = "" }: ErrorInfo): string {
  return message.trim() === "" ? type : `${type}: ${message.trim()}`;
}

/** Whether an error came from a run below, where it is shown already. */
export function comesFromBelow(error: ErrorInfo | undefined, below: readonly (ErrorInfo | undefined)[]): boolean {
  if (error === undefined) return false;
  return below.some((one) => one?.exception_type === error.exception_type && one.message === error.message);
}

/**
 * One try of a call that was retried or fell back, from its `metadata.attempt`: `fallback 1 failed`, or
 * `fallback 2 answered, after RateLimitError 429 of gpt-4o`. Undefined where the call was tried once.
 */
export function attemptText(attempt: unknown): string | undefined {
  const { kind, number, outcome, reason, previous_model: previous } = asJsonObject(attempt);
  if (typeof number !== "number") return undefined;
  const from = previous === undefined ? "" : ` of ${shownText(previous)}`;
  const before = reason === undefined ? (from === "" ? "" : "an answer") : reasonText(asJsonObject(reason));
  const after = before === "" ? "" : `, after ${before}${from}`;
  const went = outcome === undefined ? "" : ` ${shownText(outcome)}`;
  return `${plainText(asText(kind) ?? "attempt")} ${number}${went}${after}`;
}

function reasonText({ type, status }: JsonObject): string {
  const name = plainText(asText(type) ?? "an error");
  return typeof status === "number" ? `${name} ${status}` : name;
}

/** How a run ended without an answer or an error of its own, or that it has not ended. */
export function stateNotes({ control_flow, abandoned, in_progress }: JsonObject): readonly string[] {
  return [
    ...(control_flow === undefined ? [] : [`left by ${shownText(control_flow)}`]),
    ...(abandoned === undefined ? [] : [`abandoned: ${shownText(abandoned)}`]),
    ...(in_progress === true ? ["in progress"] : []),
  ];
}

function shownText(value: unknown): string {
  return plainText(asText(value) ?? "unknown");
}
