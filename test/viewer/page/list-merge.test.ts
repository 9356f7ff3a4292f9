import { describe, expect, it } from "vitest";
import { mergeNewest } from "../../../src/viewer/page/traces/merge-rows.js";
import type { TraceRow } from "../../../src/viewer/page-api/page-data.js";
import { timeAt } from "./support/span-lines.js";

describe("the newest page of a list, read again", () => {
  it("new rows are put above those that are shown, which keep their order", () => {
    expect(merged([5, 4, 3, 2, 1], [6, 5, 4])).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it("rows that are shown are replaced by their newest state", () => {
    const failed: TraceRow = { ...row(2), status: "error" };
    expect(mergeNewest([row(3), row(2), row(1)], [row(3), failed])?.[1]).toBe(failed);
  });

  it("a row that no longer matches the filter is dropped, such as one in progress that has ended", () => {
    expect(merged([5, 4, 3, 2, 1], [5, 3])).toEqual([5, 3, 2, 1]);
  });

  it("the newest page replaces the list where there would be a gap between them", () => {
    expect(merged([3, 2, 1], [9, 8, 7])).toBeUndefined();
  });

  it("a newest page whose search ran out of time replaces only the rows that it covers", () => {
    const [five, four, two, one] = [row(5), row(4), row(2), row(1)];
    expect(mergeNewest([four, two, one], [five], row(3).startTime)).toEqual([five, two, one]);
    expect(mergeNewest([two, one], [], row(3).startTime)).toEqual([two, one]);
  });

  it("the list is empty where nothing is left", () => {
    expect(merged([2, 1], [])).toEqual([]);
  });

  it("rows of one time are told apart by their ids", () => {
    const alike = (number: number): TraceRow => ({ ...row(number), startTime: timeAt(0) });
    expect(mergeNewest([alike(3), alike(2), alike(1)], [alike(3), alike(2)])?.map(({ id }) => id)).toEqual([
      "3",
      "2",
      "1",
    ]);
  });
});

function merged(shown: readonly number[], newest: readonly number[]): readonly number[] | undefined {
  return mergeNewest(shown.map(row), newest.map(row))?.map(({ id }) => Number(id));
}

function row(number: number): TraceRow {
  return { id: String(number), name: "run", status: "ok", startTime: timeAt(number), tags: [] };
}
