import { beforeAll, describe, expect, it } from "vitest";
import { isoTime } from "../../../src/records/clock.js";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, type TestStore } from "../support/test-store.js";

const START_MICROS = Date.parse("2026-01-01T00:00:00Z") * 1000;

interface Attempt {
  readonly trace: number;
  readonly model: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly note: Readonly<Record<string, unknown>>;
  readonly hasFailed?: true;
}

function attempt(number: number, { trace, model, fromMs, toMs, note, hasFailed }: Attempt) {
  return spanText(number, {
    trace_id: testId(trace),
    ...{ type: "llm", model, metadata: { attempt: { kind: "fallback", ...note } } },
    ...{ start_time: isoTime(START_MICROS + fromMs * 1000), end_time: isoTime(START_MICROS + toMs * 1000) },
    ...(hasFailed && { error_info: { exception_type: "RateLimit", traceback: "-" } }),
  });
}

export function fallbackStats(database: () => TestDatabase): void {
  describe("fallback statistics", () => {
    let store: TestStore;
    beforeAll(async () => {
      store = await openTestStore(database());
      const second = { number: 2, previous_model: "big", reason: { type: "RateLimit", status: 429 }, wait_ms: 50 };
      const lost = (ms: unknown) => ({ metadata: { summary: { time_lost_ms: ms } } });
      await store.put(
        traceText(1, lost(150)),
        attempt(11, { trace: 1, model: "big", fromMs: 0, toMs: 100, note: { number: 1 }, hasFailed: true }),
        attempt(12, { trace: 1, model: "small", fromMs: 150, toMs: 900, note: second }),
        // The same place again, later: each fallback is told of the try before it.
        attempt(13, { trace: 1, model: "big", fromMs: 1000, toMs: 1300, note: { number: 1 }, hasFailed: true }),
        attempt(14, { trace: 1, model: "small", fromMs: 1350, toMs: 1400, note: second, hasFailed: true }),
        traceText(2, lost("much")),
        attempt(21, {
          ...{ trace: 2, model: "other", fromMs: 0, toMs: 1 },
          note: { number: 2, previous_model: "big", wait_ms: "long" },
        }),
        traceText(3, lost(7)),
        attempt(31, { trace: 3, model: "big", fromMs: 0, toMs: 9, note: { kind: "retry", number: 2 } }),
        traceText(4),
      );
    });

    it("fallback statistics tell how often, from which model to which, why, and how much time was lost", async () => {
      expect(await store.fallbackStats()).toEqual({
        ...{ traces: 4, tracesWithFallback: 2, rate: 0.5, lostMs: 150 },
        routes: [
          {
            ...{ fromModel: "big", toModel: "small", reason: "RateLimit", status: 429 },
            ...{ fallbacks: 2, answered: 1, meanLostMs: 250 },
          },
          { fromModel: "big", toModel: "other", fallbacks: 1, answered: 1, meanLostMs: 0 },
        ],
      });
    });

    it("fallback statistics cover only what the conditions select", async () => {
      expect(await store.fallbackStats({ model: "other" })).toMatchObject({
        traces: 1,
        routes: [{ toModel: "other" }],
      });
      const none = { traces: 0, tracesWithFallback: 0, rate: 0, lostMs: 0, routes: [] };
      expect(await store.fallbackStats({ name: "nothing" })).toEqual(none);
    });
  });
}
