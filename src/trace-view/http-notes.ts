import { isShape, listOf, type Shape, shapeOf, textOf } from "../records/json/shape-fields.js";
import { plainText } from "../records/plain-text.js";
import { durationText } from "../terminal/amounts.js";

/** How the requests of a model's own HTTP client went, in one line, with the wait after each. Undefined: nothing was told of them. */
export function httpAttemptsText(attempts: unknown): string | undefined {
  const requests = listOf(attempts).filter(isShape);
  return requests.length === 0 ? undefined : `${requests.length} requests: ${requests.map(requestText).join(", ")}`;
}

function requestText({ outcome, error, wait_ms: waitMs }: Shape): string {
  const wait = typeof waitMs === "number" ? ` +${durationText(waitMs * 1000)}` : "";
  return `${outcome === "failed" ? failureText(shapeOf(error)) : plainText(textOf(outcome) ?? "unknown")}${wait}`;
}

function failureText({ type, status }: Shape): string {
  return typeof status === "number" ? String(status) : plainText(textOf(type) ?? "failed");
}
