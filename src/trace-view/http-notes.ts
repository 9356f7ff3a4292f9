import { asJsonObject, asList, asText, isJsonObject, type JsonObject } from "../records/json/json-object.js";
import { plainText } from "../records/plain-text.js";
import { durationText } from "../terminal/amounts.js";

/** How the requests of a model's own HTTP client went, in one line, with the wait after each. Undefined: nothing was told of them. */
export function httpAttemptsText(attempts: unknown): string | undefined {
  const requests = asList(attempts).filter(isJsonObject);
  return requests.length === 0 ? undefined : `${requests.length} requests: ${requests.map(requestText).join(", ")}`;
}

function requestText({ outcome, error, wait_ms: waitMs }: JsonObject): string {
  const wait = typeof waitMs === "number" ? ` +${durationText(waitMs * 1000)}` : "";
  return `${outcome === "failed" ? failureText(asJsonObject(error)) : plainText(asText(outcome) ?? "unknown")}${wait}`;
}

function failureText({ type, status }: JsonObject): string {
  return typeof status === "number" ? String(status) : plainText(asText(type) ?? "failed");
}
