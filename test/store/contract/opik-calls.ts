import { beforeAll, describe, expect, it } from "vitest";
import type { FieldCondition } from "../../../src/store/opik/field-condition.js";
import type { FeedbackScore } from "../../../src/store/opik/find-scores.js";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, type TestStore } from "../support/test-store.js";

const [EARLY, LATE] = ["2026-01-01T00:00:00.000000Z", "2026-01-02T00:00:00.000000Z"];

function score(entityType: FeedbackScore["entityType"], entityId: string, fields: Partial<FeedbackScore> = {}) {
  return { entityType, entityId, name: "good", value: 1, scoredAt: EARLY, ...fields };
}

/** What Opik's own calls ask of a store. */
export function opikCalls(database: () => TestDatabase): void {
  describe("feedback scores", () => {
    it("feedback scores are kept, the newest of each name, and given with their trace", async () => {
      const store = await openTestStore(database());
      await store.put(traceText(1), spanText(11, { trace_id: testId(1) }));
      const hostile = { name: "it's\0 \ud800", reason: "\u0000", category: "c", source: "ui", project: "p" };

      await store.writeScores([
        score("trace", testId(1), { value: 2, scoredAt: LATE }),
        score("span", testId(11), hostile),
        score("thread", "t-1"),
      ]);
      await store.writeScores([score("trace", testId(1), { value: 3 }), score("span", testId(99))]);

      expect(await store.findTraceScores(testId(1))).toMatchObject([
        { entityType: "trace", name: "good", value: 2, scoredAt: LATE },
        { entityType: "span", entityId: testId(11), category: "c", source: "ui", project: "p" },
      ]);
      expect(await store.findScores("thread", ["t-1"])).toMatchObject([{ value: 1 }]);
      expect(await store.listScoreNames("trace")).toEqual(["good"]);
      await store.deleteScores("trace", testId(1), ["good"]);
      expect(await store.findScores("trace", [testId(1)])).toEqual([]);
    });

    it("feedback scores are deleted with the trace and the spans that they are about", async () => {
      const store = await openTestStore(database());
      await store.put(traceText(1), spanText(11, { trace_id: testId(1) }), traceText(2, { start_time: LATE }));
      const scoredAt = new Date().toISOString();
      const scores = [score("trace", testId(1)), score("span", testId(11)), score("trace", testId(2))];
      await store.writeScores(scores.map((one) => ({ ...one, scoredAt })));

      await store.deleteTraces([testId(1)]);
      expect(await store.findScores("span", [testId(11)])).toEqual([]);
      expect(await store.findScores("trace", [testId(1), testId(2)])).toHaveLength(1);
      await store.deleteOlderThan(1);
      expect(await store.findScores("trace", [testId(2)])).toEqual([]);
    });

    it("old feedback scores of spans that never came are deleted", async () => {
      const store = await openTestStore(database());
      await store.writeScores([
        score("span", testId(1)),
        score("span", testId(2), { scoredAt: new Date().toISOString() }),
      ]);

      await store.deleteOlderThan(1);

      expect(await store.findScores("span", [testId(1), testId(2)])).toMatchObject([{ entityId: testId(2) }]);
    });
  });

  describe("a record that is known in part", () => {
    it("a record that is known only in part is marked as partial until it is written whole", async () => {
      const store = await openTestStore(database());
      const partial: unknown = JSON.parse(traceText(1, { is_partial: true, name: undefined, output: 1 }).json);
      await store.write("trace", [partial, JSON.parse(traceText(2).json)]);

      expect(await store.findPartialIds("trace", [testId(1), testId(2)])).toEqual([testId(1)]);
      expect(await store.readTraceRecords([testId(1)])).toMatchObject([{ isPartial: true, record: { output: 1 } }]);
      await store.put(traceText(1));
      expect(await store.findPartialIds("trace", [testId(1)])).toEqual([]);
    });
  });

  describe("a search by any field", () => {
    let store: TestStore;
    beforeAll(async () => {
      store = await openTestStore(database());
      const usage = { total_tokens: 100, "original_usage.x": 7 };
      await store.put(
        traceText(1, { name: "Ask", project_name: "Night", tags: ["vip", "eu"], metadata: { user: { id: "u_1" } } }),
        traceText(2, {
          name: "",
          start_time: LATE,
          end_time: LATE,
          error_info: { exception_type: "E", traceback: "a" },
        }),
        spanText(11, { trace_id: testId(1), type: "llm", model: "m", usage, total_estimated_cost: 0.5 }),
        spanText(12, { trace_id: testId(1), metadata: { "opik.kind": "retrieval" }, type: "tool" }),
      );
      await store.writeScores([score("trace", testId(1), { value: 0.5 })]);
    });

    const found = async (kind: "trace" | "span", conditions: readonly FieldCondition[]) => {
      const search = { conditions, limit: 10 };
      const records = kind === "trace" ? await store.searchTraces(search) : await store.searchSpans(search);
      expect(await store.countFound(kind, search)).toBe(records.length);
      return records.map(({ record }) => record.id);
    };

    it.each<[kind: "trace" | "span", field: string, operator: string, value: string, numbers: number[], key?: string]>([
      ["trace", "name", "=", "ask", [1]],
      ["trace", "name", "!=", "ask", [2]],
      ["trace", "name", "starts_with", "A", [1]],
      ["trace", "name", "ends_with", "K", [1]],
      ["trace", "name", "not_contains", "s", [2]],
      ["trace", "name", "is_empty", "", [2]],
      ["trace", "name", "in", "x,ASK", [1]],
      ["trace", "name", ">", "", [1]],
      ["trace", "tags", "contains", "VI", [1]],
      ["trace", "tags", "not_contains", "vip", [2]],
      ["trace", "tags", "is_not_empty", "", [1]],
      ["trace", "metadata", "=", "U_1", [1], "user.id"],
      ["trace", "metadata", "contains", "u%", [], "user.id"],
      ["trace", "metadata", "contains", "u_1", [1]],
      ["trace", "error_info", "is_not_empty", "", [2]],
      ["trace", "start_time", ">", EARLY, [2]],
      ["trace", "end_time", "is_empty", "", [1]],
      ["trace", "duration", "=", "0", [2]],
      ["trace", "usage.total_tokens", ">=", "100", [1]],
      ["trace", "total_estimated_cost", ">", "0.4", [1]],
      ["trace", "span_count", "=", "2", [1]],
      ["trace", "llm_span_count", "<", "1", [2]],
      ["trace", "feedback_scores", ">=", "0.5", [1], "good"],
      ["trace", "feedback_scores", "is_empty", "", [2], "good"],
      ["span", "type", "=", "tool", [12]],
      ["span", "model", "contains", "M", [11]],
      ["span", "trace_id", "=", testId(1), [12, 11]],
      ["span", "usage.original_usage.x", "=", "7", [11]],
      ["span", "total_estimated_cost", "!=", "0.4", [11]],
    ])("a search finds each %s whose %s %s %j", async (kind, field, operator, value, numbers, key) => {
      const condition = { field, operator, value, ...(key !== undefined && { key }) };
      expect(await found(kind, [condition])).toEqual(numbers.map(testId));
    });

    it.each<FieldCondition>([
      { field: "no_such_field", operator: "=", value: "1" },
      { field: "name", operator: "LIKE", value: "1" },
      { field: "tags", operator: ">", value: "1" },
      { field: "duration", operator: ">", value: "long" },
      { field: "duration", operator: "contains", value: "1" },
      { field: "start_time", operator: "<", value: "yesterday" },
      { field: "thread_id; DROP TABLE traces", operator: "=", value: "1" },
    ])("a search refuses the condition %j", async (condition) => {
      await expect(store.searchTraces({ conditions: [condition], limit: 1 })).rejects.toMatchObject({
        code: "bad_option",
      });
    });

    it("a search goes on after an id, and by pages", async () => {
      const ids = async (more: object) =>
        (await store.searchTraces({ limit: 1, ...more })).map(({ record }) => record.id);
      expect(await ids({})).toEqual([testId(2)]);
      expect(await ids({ afterId: testId(2) })).toEqual([testId(1)]);
      expect(await ids({ offset: 1 })).toEqual([testId(1)]);
      expect(await ids({ project: "NIGHT" })).toEqual([testId(1)]);
      await expect(ids({ limit: 0 })).rejects.toMatchObject({ code: "bad_option" });
      await expect(ids({ afterId: "x" })).rejects.toMatchObject({ code: "bad_option" });
    });
  });

  describe("conversations", () => {
    it("conversations are found with their first question, their last answer and what they cost", async () => {
      const store = await openTestStore(database());
      await store.put(
        traceText(1, { thread_id: "t", input: "hello", output: "hi" }),
        traceText(2, { thread_id: "t", input: "and?", output: "bye", start_time: LATE, end_time: LATE }),
        traceText(3, { thread_id: "t", project_name: "other", input: "else" }),
        traceText(4),
        spanText(11, { trace_id: testId(2), total_estimated_cost: 0.5 }),
      );

      const [talk, other] = await store.findThreads({ limit: 10 });
      expect(talk).toEqual({
        ...{ id: "t", turns: 2, startTime: EARLY, endTime: LATE, firstInput: "hello", lastOutput: "bye", cost: 0.5 },
      });
      expect(other).toMatchObject({ project: "other", turns: 1 });
      expect(await store.findThreads({ project: "OTHER", threadId: "t", limit: 10 })).toHaveLength(1);
      expect(await store.findThreads({ threadId: "none", limit: 10 })).toEqual([]);
    });
  });

  describe("what Opik's SDK keeps beside traces", () => {
    it("datasets of Opik's SDK are found by name, id and parent, and their items are deleted with them", async () => {
      const store = await openTestStore(database());
      const dataset = { kind: "dataset", id: testId(1), name: "Birds", body: { text: "\0" } } as const;
      const items = [2, 3].map((n) => ({
        ...({ kind: "dataset_item", id: testId(n), parentId: testId(1), body: { n } } as const),
      }));
      await store.writeOpikObjects([dataset, ...items]);
      await store.writeOpikObjects([{ ...dataset, body: { text: "new" } }]);

      expect(await store.findOpikObjects({ kind: "dataset", name: "birds", limit: 1 })).toMatchObject([
        { id: testId(1), body: { text: "new" } },
      ]);
      const search = { kind: "dataset_item", parentId: testId(1), limit: 10 } as const;
      expect((await store.findOpikObjects(search)).map(({ body }) => body)).toEqual([{ n: 3 }, { n: 2 }]);
      expect(await store.findOpikObjects({ ...search, afterId: testId(3) })).toHaveLength(1);
      expect(await store.findOpikObjects({ kind: "dataset", ids: [testId(2)], limit: 1 })).toEqual([]);
      await store.deleteOpikObjects([testId(1)]);
      expect(await store.findOpikObjects(search)).toEqual([]);
    });
  });
}
