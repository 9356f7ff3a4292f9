import type { Opik } from "opik";
import { tryOr } from "../records/json/guarded-read.js";
import { isJsonObject, isObject, type JsonObject } from "../records/json/json-object.js";
import { debugLine } from "../settings/debug-line.js";
import { processEnvironment } from "../settings/environment.js";
import { plainOutput } from "./plain-values.js";

/**
 * Makes all clients of this copy of the SDK send plain data, as `tracked` does for one function. A single value that
 * the SDK can't send costs it the whole batch, and `evaluate` makes such values itself: it tracks a function of its own
 * whose argument leads back to the client, and uses whatever a task returns as an output.
 */
export function sendPlainly(Client: typeof Opik): void {
  try {
    // The sending methods are shared by all clients, but can only be reached through one. Nothing is ever sent with
    // this one.
    const { spans, traces } = new Client({ apiUrl: "http://localhost", apiKey: "", workspaceName: "default" }).api;
    sendPlainlyBy(spans, ["createSpans", "updateSpan"]);
    sendPlainlyBy(traces, ["createTraces", "updateTrace"]);
  } catch {
    debugLine(processEnvironment(), () => "this version of Opik's SDK could not be made to send plain data.");
  }
}

function sendPlainlyBy(api: object, methods: readonly string[]): void {
  const prototype = Reflect.getPrototypeOf(api) ?? {};
  for (const name of methods) {
    const send: unknown = Reflect.get(prototype, name);
    if (typeof send !== "function") continue;
    Reflect.set(prototype, name, function plainly(this: unknown, ...given: readonly unknown[]): unknown {
      const plain = given.map((one) => tryOr(() => plainRequest(one), one));
      const sent: unknown = Reflect.apply(send, this, plain);
      return sent;
    });
  }
}

/** Where a request holds its records: a list, or the changes to one of them. */
const RECORDS = ["spans", "traces", "body"];

function plainRequest(request: unknown): unknown {
  if (!isJsonObject(request)) return request;
  const parts = RECORDS.filter((name) => name in request).map((name) => {
    const part = request[name];
    return [name, Array.isArray(part) ? part.map(plainRecord) : plainRecord(part)] as const;
  });
  return { ...request, ...Object.fromEntries(parts) };
}

const VALUES = ["input", "output", "metadata"];

function plainRecord(record: unknown): unknown {
  if (!isJsonObject(record)) return record;
  const resisting = VALUES.filter(
    (name) => record[name] !== undefined && !tryOr(() => isSendable(record[name]), false),
  );
  const plain = Object.fromEntries(resisting.map((name) => [name, plainOutput(record[name])] as const));
  const { errorInfo } = record;
  return { ...record, ...plain, ...(isJsonObject(errorInfo) && { errorInfo: plainErrorInfo(errorInfo) }) };
}

/** The SDK sends no error whose fields are not text, and Opik accepts none without a type or a traceback. */
function plainErrorInfo({ exceptionType, message, traceback, ...rest }: JsonObject): JsonObject {
  const type = isFilled(exceptionType) ? exceptionType : "Error";
  return {
    ...rest,
    exceptionType: type,
    message: isFilled(message) ? message : "",
    traceback: isFilled(traceback) ? traceback : type,
  };
}

function isFilled(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** Whether the SDK sends the value as it is: text, or an object or a list of objects that is plain data throughout. */
function isSendable(value: unknown): boolean {
  if (typeof value === "string") return true;
  const isRecord = Array.isArray(value) ? value.every(isPlainObject) : isPlainObject(value);
  return isRecord && JSON.stringify(value, plainOnly) !== "";
}

function plainOnly(this: JsonObject, name: string, written: unknown): unknown {
  const value = this[name];
  if (isObject(value) && !Array.isArray(value) && !isPlainObject(value)) throw new TypeError("no plain data");
  return written;
}

function isPlainObject(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
