import { describe, expect, it } from "vitest";
import { isOutsideServerWindow } from "../../../src/delivery/spool/server-window.js";
import { uuidV7 } from "../../../src/records/uuid-v7.js";

const NOW_MS = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;

describe("the server's window of time", () => {
  it.each([0, 45 * DAY_MS, -45 * DAY_MS])("may take an id that is %d ms old", (ageMs) => {
    expect(isOutsideServerWindow(uuidV7((NOW_MS - ageMs) * 1000), NOW_MS)).toBe(false);
  });

  it.each([45 * DAY_MS + 1, -45 * DAY_MS - 1])("never takes one that is %d ms old", (ageMs) => {
    expect(isOutsideServerWindow(uuidV7((NOW_MS - ageMs) * 1000), NOW_MS)).toBe(true);
  });

  const good = uuidV7(NOW_MS * 1000);

  it("may take an id in capital letters", () => {
    expect(isOutsideServerWindow(good.toUpperCase(), NOW_MS)).toBe(false);
  });

  it.each([
    "",
    "run-1",
    `0${good}`,
    `${good}0`,
    "9b2d5c1e-3f4a-4c8b-9d7e-1a2b3c4d5e6f",
    ...[0, 9, 14, 19, 24].map((at) => `${good.slice(0, at)}x${good.slice(at + 1)}`),
    ...[1, 10, 15, 20, 25].map((at) => good.slice(0, at) + good.slice(at + 1)),
  ])("never takes %j, which is no UUID v7", (id) => {
    expect(isOutsideServerWindow(id, NOW_MS)).toBe(true);
  });
});
