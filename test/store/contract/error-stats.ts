import { beforeAll, describe, expect, it } from "vitest";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, type TestStore } from "../support/test-store.js";

function failed(type: string, message: string, second = 0) {
  const time = `2026-01-01T00:00:0${second}Z`;
  return { start_time: time, end_time: time, error_info: { exception_type: type, message, traceback: "-" } };
}

export function errorStats(database: () => TestDatabase): void {
  describe("error statistics", () => {
    let store: TestStore;
    beforeAll(async () => {
      store = await openTestStore(database());
      const agent = { metadata: { agent_name: "boss" } };
      await store.put(
        // A tool fails, and its parents with it.
        traceText(1, { ...agent, ...failed("Timeout", "too slow") }),
        spanText(11, { trace_id: testId(1), ...agent, ...failed("Timeout", "too slow") }),
        spanText(12, {
          ...{ trace_id: testId(1), parent_span_id: testId(11), type: "tool" },
          ...agent,
          ...failed("Timeout", "too slow"),
        }),
        // A model fails, and another error comes of it.
        traceText(2, failed("ParseError", "no answer", 1)),
        spanText(21, { trace_id: testId(2), type: "llm", model: "m", ...failed("RateLimit", "wait", 2) }),
        spanText(22, { trace_id: testId(2), type: "llm", model: "m", end_time: "2026-01-01T00:00:01Z" }),
        // A graph fails by itself.
        traceText(3, failed("RateLimit", "at once", 1)),
        traceText(4),
      );
    });

    it("error statistics count a failure once, where it began, with the newest as an example", async () => {
      const { rates, types } = await store.errorStats();
      expect(rates).toEqual([{ runs: 4, errors: 3, rate: 0.75 }]);
      expect(types).toMatchObject([
        {
          type: "RateLimit",
          count: 2,
          example: { traceId: testId(2), message: "wait", startTime: "2026-01-01T00:00:02.000000Z" },
        },
        { type: "ParseError", count: 1, example: { traceId: testId(2) } },
        { type: "Timeout", count: 1, example: { traceId: testId(1) } },
      ]);
    });

    it("error statistics tell failures of one type apart by message, ignoring ids and times in it", async () => {
      const said = [
        "Request failed with status code 404",
        "Request failed with status code 500",
        "Rate limit for req_0a1b2c3d4e5f6a7b: try again in 20s.\nLimit 10000",
        "Rate limit for req_ffffffff00001111: try again in 1.5 s.\nLimit 20000",
        "gpt-4o is overloaded",
        "gpt-5 is overloaded",
        "No trace 0193a5b2-0000-7000-8000-000000000001",
        "No trace 0193a5b2-0000-7000-8000-000000000002",
        "one more",
      ];
      const own = await openTestStore(database());
      await own.put(...said.map((message, index) => traceText(index + 1, failed("APIError", message, index))));
      const { types } = await own.errorStats();
      expect(types).toMatchObject([
        { type: "APIError", count: 9, differentMessages: 7, example: { traceId: testId(9), message: "one more" } },
      ]);
      expect(types[0]?.messages.map(({ count, message, traceId }) => [count, traceId, message])).toEqual([
        [2, testId(8), "No trace 0193a5b2-0000-7000-8000-000000000002"],
        [2, testId(4), said[3]],
        [1, testId(9), "one more"],
        [1, testId(6), "gpt-5 is overloaded"],
        [1, testId(5), "gpt-4o is overloaded"],
      ]);
    });

    it.each([
      { by: "trace", rates: { trace: [4, 3] } },
      { by: "agent", rates: { boss: [1, 1] } },
      { by: "model", rates: { m: [2, 1] } },
      { by: "kind", rates: { llm: [2, 1], chain: [1, 1], tool: [1, 1] } },
    ] as const)("error statistics group runs by $by", async ({ by, rates }) => {
      const stats = await store.errorStats({ by });
      expect(Object.fromEntries(stats.rates.map(({ key, runs, errors }) => [key, [runs, errors]]))).toEqual(rates);
    });

    it("error statistics leave out the errors of traces where the conditions are about spans", async () => {
      const typesOf = async (query: object) => (await store.errorStats(query)).types.map(({ type }) => type);
      expect(await typesOf({ kind: "llm" })).toEqual(["RateLimit"]);
      expect(await typesOf({ agent: "boss" })).toEqual(["Timeout"]);
      expect(await typesOf({ window: { to: "2026-01-01T00:00:00Z" } })).toEqual([]);
    });
  });
}
