import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ExportResult, isServerFailure } from "../../../src/delivery/batch-exporter.js";
import { classifyAnswer } from "../../../src/delivery/http/classify-answer.js";

const NOW_MS = Date.UTC(2026, 0, 1);

function classify(status: number, headers: Record<string, string> = {}, body = ""): ExportResult {
  return classifyAnswer({ kind: "answered", status, headers, body }, NOW_MS);
}

describe("the classification of answers", () => {
  it.each([
    [200, { kind: "accepted" }],
    [201, { kind: "accepted" }],
    [204, { kind: "accepted" }],
    [301, { kind: "stop", cause: "refused" }],
    [302, { kind: "stop", cause: "refused" }],
    [308, { kind: "stop", cause: "refused" }],
    [400, { kind: "split", cause: "invalid" }],
    [401, { kind: "stop", cause: "refused" }],
    [402, { kind: "stop", cause: "out_of_quota" }],
    [403, { kind: "stop", cause: "refused" }],
    [404, { kind: "stop", cause: "refused" }],
    [405, { kind: "stop", cause: "refused" }],
    [408, { kind: "later", cause: "server_error" }],
    [409, { kind: "split", cause: "invalid" }],
    [413, { kind: "split", cause: "too_large" }],
    [415, { kind: "stop", cause: "refused" }],
    [422, { kind: "split", cause: "invalid" }],
    [425, { kind: "later", cause: "server_error" }],
    [429, { kind: "later", cause: "rate_limited" }],
    [500, { kind: "later", cause: "server_error" }],
    [502, { kind: "later", cause: "server_error" }],
    [503, { kind: "later", cause: "server_error" }],
    [504, { kind: "later", cause: "server_error" }],
  ])("status %i is classified as %j", (status, expected) => {
    expect(classify(status)).toMatchObject(expected);
  });

  it.each([
    ["its type", { "content-type": "text/html; charset=utf-8" }, "Sign in"],
    ["its beginning", {}, "\n<!DOCTYPE html><title>Sign in</title>"],
  ])("a web page, recognised by %s, is not classified as an answer of an Opik server", (_, headers, body) => {
    expect(classify(200, headers, body)).toMatchObject({ kind: "stop", cause: "refused" });
  });

  it("an answer with a body of any other type is classified by its status", () => {
    expect(classify(200, { "content-type": "application/json" }, "{}")).toEqual({ kind: "accepted" });
  });

  it.each(["network", "timeout"] as const)("a request that failed is classified as one to send later: %s", (cause) => {
    const outcome = classifyAnswer({ kind: "failed", cause, message: "why" }, NOW_MS);
    expect(outcome).toEqual({ kind: "later", cause, message: "why" });
  });

  it("every status is classified", () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), (status) => {
        const { kind } = classify(status);
        expect(kind === "accepted").toBe(status < 300);
        expect(kind === "later").toBe([408, 425, 429].includes(status) || status >= 500);
      }),
    );
  });

  it.each([
    ["a status of a failing server", 503, {}, true],
    ["a limit without a wait", 429, {}, true],
    ["a limit that names its wait", 429, { "ratelimit-reset": "7" }, false],
    ["a failing server that names a wait", 503, { "retry-after": "7" }, false],
    ["records that are refused", 400, {}, false],
    ["a key that is refused", 401, {}, false],
  ])("whether an answer counts as a failure of the server is decided for %s", (_, status, headers, expected) => {
    expect(isServerFailure(classify(status, headers))).toBe(expected);
  });

  it.each([
    ["RateLimit-Reset in seconds", { "ratelimit-reset": "7" }, 7_000],
    ["X-RateLimit-Reset in seconds", { "x-ratelimit-reset": "8" }, 8_000],
    ["X-RateLimit-Reset as epoch seconds", { "x-ratelimit-reset": String(NOW_MS / 1_000 + 9) }, 9_000],
    ["X-RateLimit-Reset as epoch milliseconds", { "x-ratelimit-reset": String(NOW_MS + 10_000) }, 10_000],
    ["Retry-After in seconds", { "retry-after": "1.5" }, 1_500],
    ["Retry-After as a date", { "retry-after": new Date(NOW_MS + 4_000).toUTCString() }, 4_000],
    ["the longest of several", { "ratelimit-reset": "3", "x-ratelimit-reset": "6", "retry-after": "5" }, 6_000],
    ["the usable one of several", { "ratelimit-reset": "soon", "retry-after": "2" }, 2_000],
    ["an hour, which is cut to five minutes", { "ratelimit-reset": "3600" }, 300_000],
  ])("the wait after status 429 is read from %s", (_, headers, afterMs) => {
    expect(classify(429, headers)).toMatchObject({ kind: "later", cause: "rate_limited", afterMs });
  });

  it.each([
    ["nothing", {}],
    ["words", { "retry-after": "later" }],
    ["zero", { "ratelimit-reset": "0" }],
    ["a negative number", { "ratelimit-reset": "-5" }],
    ["a date in the past", { "retry-after": new Date(NOW_MS - 4_000).toUTCString() }],
  ])("status 429 has no wait when the headers say %s", (_, headers) => {
    expect(classify(429, headers)).not.toHaveProperty("afterMs");
  });

  it("a wait is always positive and at most five minutes", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (reset, after) => {
        const outcome = classify(429, { "ratelimit-reset": reset, "retry-after": after });
        const afterMs = outcome.kind === "later" ? (outcome.afterMs ?? 1) : 0;
        expect(afterMs).toBeGreaterThan(0);
        expect(afterMs).toBeLessThanOrEqual(300_000);
      }),
    );
  });

  it("only Retry-After is read from status 503: the other headers describe a limit that was not reached", () => {
    expect(classify(503, { "ratelimit-reset": "40", "retry-after": "2" })).toMatchObject({ afterMs: 2_000 });
  });

  it.each([
    ['{"errors":["one","two"]}', "status 400: one; two."],
    ['{"code":400,"message":"not valid"}', "status 400: not valid."],
    ["<html>\n  <b>Bad</b>\n</html>", "status 400: <html> <b>Bad</b> </html>."],
    ["", "status 400. "],
    ["null", "status 400: null."],
    ["x".repeat(1_000), `status 400: ${"x".repeat(300)}….`],
  ])("the message quotes what the server says in %j", (body, expected) => {
    const outcome = classify(400, {}, body);
    expect(outcome.kind === "split" ? outcome.message : "").toContain(expected);
  });
});
