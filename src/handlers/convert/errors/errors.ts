import { tryOr } from "../../../records/json/guarded-read.js";
import {
  asJsonObject,
  asList,
  asName,
  asText,
  isJsonObject,
  type JsonObject,
} from "../../../records/json/json-object.js";
import type { JsonWriter } from "../../../records/json/json-writer.js";
import { describePrimitive } from "../../../records/json/primitive.js";
import { cutText, unseenText } from "../../../records/json/text-limit.js";
import { MAX_LOOKED_AT } from "../../../records/json/write-work.js";
import { withoutMedia } from "../../../records/media/media-note.js";
import type { RunError } from "../../../tracing/run/run-event.js";

const MAX_CAUSES = 5;

/** Reads whatever was thrown. No field is ever blank: Opik refuses a batch for that. */
export function readError(thrown: unknown, writer: JsonWriter): RunError {
  return tryOr(() => readReadable(thrown, writer), undefined) ?? unreadable(thrown);
}

function unreadable(thrown: unknown): RunError {
  const info = { exception_type: "Error", message: "The error can't be read.", traceback: "The error can't be read." };
  return { info, status: undefined, thrown: [thrown], sumsUp: [], aborted: false };
}

function readReadable(thrown: unknown, writer: JsonWriter): RunError {
  const looks: Looks = { left: MAX_LOOKED_AT };
  const type = errorType(thrown);
  const message = errorMessage(thrown, looks) ?? writer.write(thrown);
  return {
    info: { exception_type: type, message, traceback: traceback(thrown, `${type}: ${message}`, looks) },
    status: errorStatus(thrown),
    thrown: [thrown],
    sumsUp: [...causes(thrown), ...asList(asJsonObject(thrown).errors)],
    aborted: isAbort(thrown, type, message),
  };
}

/** LangGraph leaves a run by throwing: an interrupt, or a command for a parent graph. That is no failure. */
export function isControlFlow(thrown: unknown): thrown is JsonObject {
  return tryOr(() => isJsonObject(thrown) && thrown.is_bubble_up === true, false);
}

/** The errors behind it, the nearest first. */
function causes(thrown: unknown): readonly unknown[] {
  const found: unknown[] = [];
  for (let cause = asJsonObject(thrown).cause; isCause(cause); cause = asJsonObject(cause).cause) {
    if (found.length === MAX_CAUSES) break;
    found.push(cause);
  }
  return found;
}

function isCause(cause: unknown): boolean {
  return cause !== undefined && cause !== null;
}

// `new class AuthError extends Error {}` keeps the name "Error": the class says more.
function errorType(thrown: unknown): string {
  if (!isJsonObject(thrown)) return `Thrown ${thrown === null ? "null" : typeof thrown}`;
  const name = asName(thrown.name);
  const className = asName(asFunction(thrown.constructor).name);
  const known = name === undefined || name === "Error" ? (className ?? name) : name;
  return known?.trim() || "Error";
}

function asFunction(value: unknown): { readonly name?: unknown } {
  return typeof value === "function" ? value : {};
}

// Undefined if it is no error, but a value that is shown itself.
function errorMessage(thrown: unknown, looks: Looks): string | undefined {
  if (typeof thrown === "string") return boundedText(thrown, looks) ?? "";
  if (!isJsonObject(thrown)) return Array.isArray(thrown) ? undefined : describeThrown(thrown);
  const message = boundedText(thrown.message, looks)?.trim() || boundedText(asJsonObject(thrown.error).message, looks);
  return message ?? (typeof thrown.message === "string" ? "no message" : undefined);
}

function describeThrown(thrown: unknown): string {
  return typeof thrown === "bigint" ? describePrimitive(thrown) : String(thrown);
}

// No field is longer than this by default.
const MAX_TEXT_LENGTH = 1_000_000;

/** How many characters of an error and its causes may still be looked at. */
interface Looks {
  left: number;
}

function boundedText(value: unknown, looks: Looks): string | undefined {
  const text = asText(value);
  if (text === undefined) return undefined;
  if (text.length > looks.left) return unseenText(text);
  looks.left -= text.length;
  return cutText(withoutMedia(text), MAX_TEXT_LENGTH);
}

function described(thrown: unknown, looks: Looks): string {
  const message = errorMessage(thrown, looks);
  return message === undefined ? errorType(thrown) : `${errorType(thrown)}: ${message}`;
}

function traceback(thrown: unknown, summary: string, looks: Looks): string {
  const parts = [ownTrace(thrown, looks) ?? summary];
  for (const cause of causes(thrown)) parts.push(`Caused by: ${ownTrace(cause, looks) ?? described(cause, looks)}`);
  for (const one of asList(asJsonObject(thrown).errors).slice(0, MAX_CAUSES)) {
    parts.push(`One of its errors: ${ownTrace(one, looks) ?? described(one, looks)}`);
  }
  return parts.join("\n");
}

function ownTrace(thrown: unknown, looks: Looks): string | undefined {
  return boundedText(asJsonObject(thrown).stack, looks)?.trim() || undefined;
}

function errorStatus(thrown: unknown): number | undefined {
  const error = asJsonObject(thrown);
  const candidates = [
    error.status,
    error.statusCode,
    asJsonObject(error.response).status,
    asJsonObject(error.$metadata).httpStatusCode,
    asJsonObject(error.cause).status,
  ];
  return candidates.find((one): one is number => typeof one === "number" && Number.isInteger(one) && one > 0);
}

// A time limit that ran out is a failure of its own; only a request to stop is not.
function isAbort(thrown: unknown, type: string, message: string): boolean {
  if (type === "AbortError" || type === "APIUserAbortError" || type === "ModelAbortError") return true;
  return asJsonObject(thrown).code === "ABORT_ERR" || (isJsonObject(thrown) && /^Abort(ed|Error)?$/.test(message));
}
