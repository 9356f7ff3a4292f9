import { describe, expect, it } from "vitest";
import { isOutsideServerWindow } from "../../../src/delivery/spool/server-window.js";
import { uuidV7 } from "../../../src/records/uuid-v7.js";

const NOW_MS = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;

describe("the server's window of time", () => {
  it.each([0, 44.9 * DAY_MS, -44.9 * DAY_MS])("a server may accept an id that is %d ms old", (ageMs) => {
    expect(isOutsideServerWindow(uuidV7((NOW_MS - ageMs) * 1000), NOW_MS)).toBe(false);
  });

  it.each([45.1 * DAY_MS, -45.1 * DAY_MS])("a server never accepts an id that is %d ms old", (ageMs) => {
    expect(isOutsideServerWindow(uuidV7((NOW_MS - ageMs) * 1000), NOW_MS)).toBe(true);
  });

  it.each(["", "run-1", "9b2d5c1e-3f4a-4c8b-9d7e-1a2b3c4d5e6f"])(
    "a server never accepts %j, which is not a UUID v7",
    (id) => {
      expect(isOutsideServerWindow(id, NOW_MS)).toBe(true);
    },
  );
});
