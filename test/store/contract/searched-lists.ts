import { beforeAll, describe, expect, it } from "vitest";
import type { SortedTraceFilter } from "../../../src/store/read/trace-search.js";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, type TestStore } from "../support/test-store.js";

// The greater the number of a trace, the newer it is.
const startOf = (number: number) => `2026-01-01T00:00:0${number}.000000Z`;
const cost = (number: number, dollars: number) =>
  spanText(10 + number, { trace_id: testId(number), total_estimated_cost: dollars });
const ended = (number: number, second: number, tokens: number) =>
  traceText(number, {
    ...{ start_time: startOf(number), end_time: `2026-01-01T00:00:${second}Z`, input: { said: `word ${number % 2}` } },
    metadata: { summary: { total_tokens: tokens } },
  });

const RECORDS = [
  ...[ended(1, 41, 7), ended(2, 22, 9), ended(3, 33, 9), ended(4, 14, 8)],
  traceText(5, { start_time: startOf(5), input: { said: "nothing" } }),
  ...[cost(1, 0.1), cost(2, 0.3), cost(3, 0.2), spanText(21, { trace_id: testId(3), total_estimated_cost: 0.25 })],
];

/** One part after the other until the time is up, which it is at once. */
const AT_ONCE = { rows: 2, timeMs: 0 };
const AT_LEISURE = { rows: 2, timeMs: 60_000 };

/** Lists that no index gives at once, and lists with the greatest first. */
export function searchedLists(database: () => TestDatabase): void {
  describe("traces that are looked for in parts", () => {
    let store: TestStore;
    beforeAll(async () => {
      store = await openTestStore(database());
      await store.put(...RECORDS);
    });

    /** What each answer has, and how far it came, until there is no more. */
    async function parts(filter: SortedTraceFilter, effort = AT_ONCE) {
      const all: (readonly [ids: readonly string[], until: string | undefined])[] = [];
      let after: string | undefined;
      do {
        const asked = { ...filter, ...(after !== undefined && { after }) };
        const { items, next, searchedUntil } = await store.findTracesWithin(asked, effort);
        all.push([items.map(({ id }) => id), searchedUntil]);
        after = next;
      } while (after !== undefined);
      return all;
    }

    const ids = (...numbers: readonly number[]) => numbers.map(testId);

    it("come as far as the time reached, with where that is, and go on there", async () => {
      expect(await parts({ text: "word 1" })).toEqual([
        [[], startOf(4)],
        [ids(3), startOf(2)],
        [ids(1), undefined],
      ]);
      expect(await parts({ dearerThan: 0.25 })).toEqual([
        [[], startOf(4)],
        [ids(3, 2), startOf(2)],
        [[], undefined],
      ]);
    });

    it("come all at once where there is time, and page by page where they are many", async () => {
      expect(await parts({ text: "word" }, AT_LEISURE)).toEqual([[ids(4, 3, 2, 1), undefined]]);
      expect(await parts({ text: "word", limit: 1 }, AT_LEISURE)).toEqual([
        ...[4, 3, 2, 1].map((number) => [ids(number), undefined]),
      ]);
      expect(await parts({ text: "nowhere" }, AT_LEISURE)).toEqual([[[], undefined]]);
    });

    it.each([
      ["duration", [1, 3, 2, 4]],
      ["tokens", [3, 2, 4, 1]],
      ["cost", [3, 2, 1]],
    ] as const)("come with the greatest %s first, without those that have none", async (sort, numbers) => {
      expect(await parts({ sort })).toEqual([[ids(...numbers), undefined]]);
      expect(await parts({ sort, limit: 1 })).toEqual(numbers.map((number) => [ids(number), undefined]));
      expect((await parts({ sort, text: "word 1" })).flatMap(([found]) => found)).toEqual(
        ids(...numbers.filter((number) => number % 2 === 1)),
      );
    });
  });
}
