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
  ])("is read from %j, up to five minutes", (header, waitMs) => {
    expect(retryAfterMs({ "retry-after": header }, NOW_MS)).toBe(waitMs);
  });

  it.each(["0", "-5", "", "soon", "7 apples", "x7", "1.x", "1e3", "0x10", new Date(NOW_MS - 1).toUTCString()])(
    "is none for %j, which names no time to come",
    (header) => {
      expect(retryAfterMs({ "retry-after": header }, NOW_MS)).toBeUndefined();
    },
  );

  it("is none without the header, whatever the headers of rate limits say", () => {
    expect(retryAfterMs({ "ratelimit-reset": "5", "x-ratelimit-reset": "5" }, NOW_MS)).toBeUndefined();
  });
});

describe("the wait that a rate limit asks for", () => {
  it.each(["ratelimit-reset", "x-ratelimit-reset"])("is read from %s as seconds, or as a point in time", (name) => {
    const waits = ["5", String(IN_A_MINUTE.getTime() / 1_000), String(IN_A_MINUTE.getTime())].map((value) =>
      rateLimitWaitMs({ [name]: value }, NOW_MS),
    );
    expect(waits).toEqual([5_000, 60_000, 60_000]);
  });

  it("takes a number from a billion on as seconds since 1970, and from a trillion on as milliseconds", () => {
    expect(rateLimitWaitMs({ "ratelimit-reset": "1000000000" }, 1e12 - 2_000)).toBe(2_000);
    expect(rateLimitWaitMs({ "ratelimit-reset": "1000000000000" }, 1e12 - 2_000)).toBe(2_000);
  });

  it("is the longest of all headers that say something", () => {
    const headers = { "ratelimit-reset": "5", "x-ratelimit-reset": "9", "retry-after": "7" };
    expect(rateLimitWaitMs(headers, NOW_MS)).toBe(9_000);
    expect(rateLimitWaitMs({ ...headers, "x-ratelimit-reset": "soon" }, NOW_MS)).toBe(7_000);
  });

  it("is none where no header says anything", () => {
    expect(rateLimitWaitMs({}, NOW_MS)).toBeUndefined();
    expect(rateLimitWaitMs({ "ratelimit-reset": "soon" }, NOW_MS)).toBeUndefined();
  });
});
