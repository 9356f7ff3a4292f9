import { expect, test } from "vitest";
import { lengthMs, timeSeries } from "../../../src/viewer/page/metrics/time-series.js";

const HOUR_MS = lengthMs("1h");
const NOON_MS = Date.parse("2026-03-01T12:00:00Z");
const at = (hour: string, runs: number) => ({ from: `2026-03-01T${hour}:00:00Z`, runs });

test("a chart shows all of its window, even where only one stretch of it has runs", () => {
  const { startsMs, rows } = timeSeries([at("10", 4)], HOUR_MS, { fromMs: NOON_MS - 4 * HOUR_MS, toMs: NOON_MS });

  expect(startsMs.map((ms) => new Date(ms).getUTCHours())).toEqual([8, 9, 10, 11]);
  expect(rows.map((row) => row?.runs)).toEqual([undefined, undefined, 4, undefined]);
});

test("a window that begins and ends within a stretch of time shows both stretches", () => {
  const shown = { fromMs: NOON_MS - 2.5 * HOUR_MS, toMs: NOON_MS + HOUR_MS / 2 };
  const { startsMs } = timeSeries([at("10", 1), at("12", 2)], HOUR_MS, shown);

  expect(startsMs.map((ms) => new Date(ms).getUTCHours())).toEqual([9, 10, 11, 12]);
});

test("rows from outside the window of the page's clock are shown alone", () => {
  const { startsMs } = timeSeries([at("02", 1), at("03", 1)], HOUR_MS, { fromMs: NOON_MS - HOUR_MS, toMs: NOON_MS });

  expect(startsMs.map((ms) => new Date(ms).getUTCHours())).toEqual([2, 3]);
});

test("a row far outside the window makes no more than 500 stretches", () => {
  const { startsMs } = timeSeries([{ from: "1970-01-01T00:00:00Z" }, at("10", 1)], HOUR_MS, {
    fromMs: NOON_MS - HOUR_MS,
    toMs: NOON_MS,
  });

  expect(startsMs).toHaveLength(500);
});

test("a chart without rows shows nothing", () => {
  expect(timeSeries([], HOUR_MS, { fromMs: NOON_MS - HOUR_MS, toMs: NOON_MS }).startsMs).toEqual([]);
});
