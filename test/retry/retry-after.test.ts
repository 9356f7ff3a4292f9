import { describe, expect, it } from "vitest";
import { rateLimitWaitMs, retryAfterMs } from "../../src/retry/retry-after.js";

const NOW_MS = Date.UTC(2026, 2, 1, 8);
const IN_A_MINUTE = new Date(NOW_MS + 60_000);

describe("the wait that Retry-After asks for", () => {
  it.each([
    ["7", 7_000],
    ["0.5", 500],
    ["1.25", 1_250],
    [" 12 ", 12_000],
    ["  12  ", 12_000],
    [IN_A_MINUTE.toUTCString(), 60_000],
    ["86400", 300_000],
    [new Date(NOW_MS + 86_400_000).toUTCString(), 300_000],
  ])("a wait of up to five minutes is read from the Retry-After header %j", (header, waitMs) => {
    expect(retryAfterMs({ "retry-after": header }, NOW_MS)).toBe(waitMs);
  });

  it.each(["0", "-5", "", "soon", "7 apples", "x7", "1.x", "1e3", "0x10", new Date(NOW_MS - 1).toUTCString()])(
    "a Retry-After header %j names no time to come and asks for no wait",
    (header) => {
      expect(retryAfterMs({ "retry-after": header }, NOW_MS)).toBeUndefined();
    },
  );

  it("without a Retry-After header no wait is asked for, whatever the headers of rate limits say", () => {
    expect(retryAfterMs({ "ratelimit-reset": "5", "x-ratelimit-reset": "5" }, NOW_MS)).toBeUndefined();
  });
});

describe("the wait that a rate limit asks for", () => {
  it.each(["ratelimit-reset", "x-ratelimit-reset"])("the wait in %s may be seconds or a point in time", (name) => {
    const waits = ["5", String(IN_A_MINUTE.getTime() / 1_000), String(IN_A_MINUTE.getTime())].map((value) =>
      rateLimitWaitMs({ [name]: value }, NOW_MS),
    );
    expect(waits).toEqual([5_000, 60_000, 60_000]);
  });

  it("a rate limit's number is seconds since 1970 from a billion on, and milliseconds from a trillion on", () => {
    expect(rateLimitWaitMs({ "ratelimit-reset": "1000000000" }, 1e12 - 2_000)).toBe(2_000);
    expect(rateLimitWaitMs({ "ratelimit-reset": "1000000000000" }, 1e12 - 2_000)).toBe(2_000);
  });

  it("the wait for a rate limit is the longest of those in its headers", () => {
    const headers = { "ratelimit-reset": "5", "x-ratelimit-reset": "9", "retry-after": "7" };
    expect(rateLimitWaitMs(headers, NOW_MS)).toBe(9_000);
    expect(rateLimitWaitMs({ ...headers, "x-ratelimit-reset": "soon" }, NOW_MS)).toBe(7_000);
  });

  it("there is no wait for a rate limit where no header says anything", () => {
    expect(rateLimitWaitMs({}, NOW_MS)).toBeUndefined();
    expect(rateLimitWaitMs({ "ratelimit-reset": "soon" }, NOW_MS)).toBeUndefined();
  });
});
