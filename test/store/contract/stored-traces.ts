import { describe, expect, it } from "vitest";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore } from "../support/test-store.js";

export function storedTraces(database: () => TestDatabase): void {
  describe("getTrace", () => {
    it("getTrace gives a trace and its spans as they were written", async () => {
      const store = await openTestStore(database());
      const span = {
        parent_span_id: testId(1),
        name: "ChatOpenAI",
        type: "llm",
        project_name: "bot",
        start_time: "2026-03-01T10:00:00.000123Z",
        end_time: "2026-03-01T10:00:01.500124Z",
        input: { messages: [{ role: "user", content: 'Say "hi"\n' }] },
        output: { choices: [] },
        metadata: { attempt: { kind: "fallback", number: 2 }, agent_name: "support" },
        tags: ["a", "b"],
        model: "gpt-4o",
        provider: "openai",
        usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5, "original_usage.prompt_tokens": 3 },
        error_info: { exception_type: "RateLimitError", message: "slow down", traceback: "at x" },
        ttft: 12.5,
        total_estimated_cost: 0.25,
        source: "sdk",
        environment: "test",
      };
      const trace = { thread_id: "t-1", input: "in", output: ["out"], metadata: { summary: { total_tokens: 5 } } };
      await store.put(traceText(0, trace), spanText(1, { type: "general" }), spanText(2, span));

      const stored = await store.getTrace(testId(0).toUpperCase());

      expect(stored?.trace).toMatchObject(trace);
      expect(stored?.spans).toHaveLength(1);
      expect(stored?.spans[0]?.span).toMatchObject({ id: testId(1), type: "general" });
      expect(stored?.spans[0]?.children[0]?.span).toEqual({
        ...span,
        id: testId(2),
        trace_id: testId(0),
        last_updated_at: "2026-01-01T00:00:00.000000Z",
      });
    });

    it("a model is found by its own name, and getTrace gives the name that Opik has a price for", async () => {
      const store = await openTestStore(database());
      const [own, priced] = ["openai/gpt-oss-120b", "groq/openai/gpt-oss-120b"];
      await store.put(
        spanText(1, { type: "llm", model: priced, metadata: { model_name: own, priced_as: priced } }),
        spanText(2, { type: "llm", model: "gpt-4o", metadata: { model_name: own } }),
      );

      const { items } = await store.findSpans({ model: own });
      const nodes = (await store.getTrace(testId(0)))?.spans ?? [];

      expect(items.map(({ id, model }) => [id, model])).toEqual([[testId(1), own]]);
      expect(nodes.map(({ span }) => span.model).toSorted()).toEqual(["gpt-4o", priced]);
    });

    it("getTrace keeps spans whose parent or trace never came, and spans that are each other's parents", async () => {
      const store = await openTestStore(database());
      await store.put(
        spanText(1, { parent_span_id: testId(99) }),
        spanText(2, { parent_span_id: testId(3) }),
        spanText(3, { parent_span_id: testId(2) }),
      );

      const stored = await store.getTrace(testId(0));

      expect(stored?.trace).toBeUndefined();
      const ids = (nodes: NonNullable<typeof stored>["spans"]): string[] =>
        nodes.flatMap(({ span, children }) => [span.id, ...ids(children)]);
      expect(ids(stored?.spans ?? []).sort()).toEqual([testId(1), testId(2), testId(3)]);
    });

    it("getTrace shows a child that came later", async () => {
      const store = await openTestStore(database());
      await store.put(traceText(0), spanText(1));
      await store.put(spanText(2, { parent_span_id: testId(1) }));

      expect((await store.getTrace(testId(0)))?.spans[0]?.children.map(({ span }) => span.id)).toEqual([testId(2)]);
    });

    it.each([testId(77), "no-uuid", ""])("getTrace gives nothing for the id %j", async (id) => {
      expect(await (await openTestStore(database())).getTrace(id)).toBeUndefined();
    });
  });
}
