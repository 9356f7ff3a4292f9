import { mock } from "node:test";
import { describe, expect, onTestFinished, test, vi } from "vitest";

/** The module as a program loads it that has put these in the place of its clocks and timers before. */
async function loadedAfter(replace: () => void, restore: () => void) {
  vi.resetModules();
  replace();
  onTestFinished(restore);
  const { systemClock } = await import("../../src/runtime/system-clock.js");
  return systemClock;
}

const REPLACEMENTS: Readonly<Record<string, readonly [replace: () => void, restore: () => void]>> = {
  "those of the runtime": [() => undefined, () => undefined],
  "Vitest's and Jest's fake timers": [
    () => {
      vi.useFakeTimers({ now: 5 });
    },
    () => {
      vi.useRealTimers();
    },
  ],
  "Node's own mock timers": [
    () => {
      mock.timers.enable({ apis: ["setTimeout", "setInterval", "setImmediate", "Date"], now: 5 });
    },
    () => {
      mock.timers.reset();
    },
  ],
  "a date that is set": [
    () => {
      vi.setSystemTime(5);
    },
    () => {
      vi.useRealTimers();
    },
  ],
  "timers that are numbers": [
    () => {
      vi.stubGlobal("setTimeout", () => 1);
      vi.spyOn(performance, "now").mockReturnValue(1);
      vi.spyOn(Date, "now").mockReturnValue(5);
    },
    () => {
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    },
  ],
};

describe.each(Object.entries(REPLACEMENTS))("with %s before this package is loaded", (_, [replace, restore]) => {
  test.each([true, false])("a timer calls back by real time (keepsProcess: %s)", async (keepsProcess) => {
    const clock = await loadedAfter(replace, restore);
    // What holds nothing must be held by the test.
    const held = clock.after(60_000, () => undefined, { keepsProcess: true });
    await new Promise<void>((resolve) => {
      clock.after(1, resolve, { keepsProcess });
    });
    held();
  });

  test("a cancelled timer does not call back, and one that repeats does so until it is stopped", async () => {
    const clock = await loadedAfter(replace, restore);
    const called: string[] = [];
    clock.after(1, () => called.push("cancelled"))();
    await new Promise<void>((resolve) => {
      const stop = clock.every(1, () => {
        if (called.push("repeated") < 3) return;
        stop();
        clock.after(20, resolve, { keepsProcess: true });
      });
    });
    expect(called).toEqual(["repeated", "repeated", "repeated"]);
  });

  test("the clock shows the present, and goes on", async () => {
    const realMs = Date.now();
    const clock = await loadedAfter(replace, restore);
    const elapsedMs = clock.elapsedMs();
    await new Promise<void>((resolve) => {
      clock.after(5, resolve, { keepsProcess: true });
    });
    expect(clock.wallTimeMs()).toBeGreaterThanOrEqual(realMs);
    expect(clock.elapsedMs()).toBeGreaterThan(elapsedMs);
    expect(clock.isoText(0)).toBe("1970-01-01T00:00:00.000Z");
  });
});

describe("without Node's modules", () => {
  test("timers without Node's modules are those that the global object had when they were loaded", async () => {
    const { globalTime } = await import("../../src/runtime/global-time.js");
    const { startTimer, wallTimeMs } = globalTime();
    vi.useFakeTimers({ now: 5 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    await new Promise<void>((resolve) => {
      startTimer(1, resolve, true);
    });
    expect(wallTimeMs()).toBeGreaterThan(5);
  });

  test("the clock without Node's modules goes past fake timers that were installed before", async () => {
    vi.useFakeTimers({ now: 5 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const { globalTime } = await import("../../src/runtime/global-time.js");
    const { startTimer, wallTimeMs, elapsedMs } = globalTime();
    const before = elapsedMs();
    await new Promise<void>((resolve) => {
      startTimer(5, resolve, true);
    });
    expect(wallTimeMs()).toBeGreaterThan(5);
    expect(elapsedMs()).toBeGreaterThan(before);
  });

  test("timers of the global object may be numbers", async () => {
    const { timerOf } = await import("../../src/runtime/global-time.js");
    const cleared: unknown[] = [];
    const start = timerOf({ setTimeout: () => 7, clearTimeout: (timer: unknown) => cleared.push(timer) });
    start(1, () => undefined, false)();
    expect(cleared).toEqual([7]);
  });
});
