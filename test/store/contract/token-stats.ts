import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, type TestStore } from "../support/test-store.js";

/** A call of a model, with what its answer told of tokens. */
function call(number: number, fields: object, usage?: Readonly<Record<string, number>>) {
  return spanText(number, { type: "llm", ...fields, ...(usage && { usage }) });
}

function tokens(prompt: number, completion: number) {
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

export function tokenStats(database: () => TestDatabase): void {
  describe("token statistics", () => {
    let store: TestStore;
    beforeAll(async () => {
      store = await openTestStore(database());
      const gpt = { model: "gpt-4o-mini", provider: "openai" };
      const by = (agent: string, user: string) => ({ metadata: { agent_name: agent, user_id: user } });
      await store.put(
        call(1, { ...gpt, ...by("boss", "u-1") }, tokens(1_000_000, 500_000)),
        call(2, { ...gpt, ...by("boss", "u-2"), start_time: "2026-01-02T00:00:00Z" }, tokens(10, 5)),
        call(3, { model: "own-model", ...by("expert", "u-1") }, tokens(2_000_000, 1_000_000)),
        call(4, { model: "own-model", total_estimated_cost: 0.25 }, tokens(8, 1)),
        call(5, { model: "never-heard-of", provider: "nobody" }, tokens(4, 1)),
        call(6, { ...gpt, error_info: { exception_type: "RateLimit", traceback: "-" } }),
        call(7, { ...gpt, metadata: { cache_hit: true } }, tokens(100, 10)),
        spanText(8, { usage: tokens(1e6, 1e6), model: "gpt-4o-mini" }),
        traceText(0, { metadata: { summary: tokens(1e6, 1e6) } }),
      );
    });

    it("token statistics sum up all model calls, each with its recorded or estimated cost", async () => {
      const [row, ...others] = await store.tokenStats();
      expect(others).toEqual([]);
      expect(row).toMatchObject({ calls: 7, promptTokens: 3_000_122, completionTokens: 1_500_017 });
      expect(row?.totalTokens).toBe(4_500_139);
      expect(row?.cost).toMatchObject({ recorded: 0.25, unpricedCalls: 1 });
      // 0.15 and 0.60 dollars a million for gpt-4o-mini; 1 and 2 for the model with a price of one's own.
      expect(row?.cost.estimated).toBeCloseTo((1_000_010 * 0.15 + 500_005 * 0.6) / 1e6 + 2 + 2, 9);
    });

    it.each([
      { by: "model", calls: { "own-model": 2, "gpt-4o-mini": 4, "never-heard-of": 1 } },
      { by: "agent", calls: { boss: 2, expert: 1, undefined: 4 } },
      { by: "user", calls: { "u-1": 2, "u-2": 1, undefined: 4 } },
    ] as const)("token statistics group calls by $by", async ({ by, calls }) => {
      const rows = await store.tokenStats({ by });
      expect(Object.fromEntries(rows.map((row) => [String(row.key), row.calls]))).toEqual(calls);
      expect(rows.map(({ totalTokens }) => totalTokens)).toEqual(
        rows.map(({ totalTokens }) => totalTokens).sort((one, other) => other - one),
      );
    });

    it("token statistics tell an unknown cost apart from a cost of zero", async () => {
      const own = await openTestStore(database());
      const withoutCost = { recorded: undefined, estimated: undefined };
      await own.put(
        call(1, { model: "failed", error_info: { exception_type: "E", traceback: "-" } }, tokens(0, 0)),
        call(2, { model: "silent" }),
        call(3, { model: "cached", metadata: { cache_hit: true } }, tokens(9, 1)),
        call(4, { model: "never-heard-of" }, tokens(9, 1)),
        call(5, { model: "own-model" }, { total_tokens: 10 }),
        call(6, { model: "free", total_estimated_cost: 0 }, tokens(9, 1)),
        call(7, { model: "free" }, tokens(9, 1)),
        call(8, tokens(9, 1)),
      );

      const rows = await own.tokenStats({ by: "model" });
      expect(Object.fromEntries(rows.map(({ key, cost }) => [String(key), cost]))).toEqual({
        failed: { ...withoutCost, unpricedCalls: 0 },
        silent: { ...withoutCost, unpricedCalls: 0 },
        cached: { ...withoutCost, unpricedCalls: 0 },
        "never-heard-of": { ...withoutCost, unpricedCalls: 1 },
        "own-model": { ...withoutCost, unpricedCalls: 1 },
        free: { recorded: 0, estimated: undefined, unpricedCalls: 1 },
        undefined: { ...withoutCost, unpricedCalls: 0 },
      });
    });

    it("token statistics can be split into days", async () => {
      const rows = await store.tokenStats({ bucket: "1d", agent: "boss" });
      expect(rows.map(({ from, calls }) => [from, calls])).toEqual([
        ["2026-01-01T00:00:00.000000Z", 1],
        ["2026-01-02T00:00:00.000000Z", 1],
      ]);
    });

    it.each([{ by: "kind" }, { by: "constructor" }, { bucket: "day" }])(
      "token statistics refuse the query %j",
      async (query: object) => {
        await expect(store.tokenStats(query)).rejects.toMatchObject({ code: "bad_option" });
        await expect(store.cacheStats(query)).rejects.toMatchObject({ code: "bad_option" });
      },
    );

    it("token statistics price each call by its own size, however many are summed up", async () => {
      const { calcPrice } = await import("@pydantic/genai-prices");
      const sizes = fc.array(
        fc.tuple(fc.integer({ min: 0, max: 400_000 }), fc.nat(5_000), fc.double({ min: 0, max: 1, noNaN: true })),
        {
          minLength: 1,
          maxLength: 20,
        },
      );
      let round = 0;
      await fc.assert(
        fc.asyncProperty(sizes, async (calls) => {
          round += 1;
          const agent = `agent ${round}`;
          const written = calls.map(([prompt, completion, cachedShare], index) => {
            const cached = Math.floor(prompt * cachedShare);
            const usage = { ...tokens(prompt, completion), "original_usage.cached_content_token_count": cached };
            const fields = { model: "gemini-2.5-pro", provider: "google_ai", metadata: { agent_name: agent } };
            return { span: call(round * 100 + index, fields, usage), usage: { prompt, completion, cached } };
          });
          await store.put(...written.map(({ span }) => span));

          const each = written.map(({ usage }) =>
            calcPrice(
              { input_tokens: usage.prompt, output_tokens: usage.completion, cache_read_tokens: usage.cached },
              "gemini-2.5-pro",
              { providerId: "google_ai" },
            ),
          );
          const [row] = await store.tokenStats({ agent });
          expect(row?.cost.unpricedCalls).toBe(0);
          expect(row?.cost.estimated).toBeCloseTo(
            each.reduce((sum, price) => sum + (price?.total_price ?? Number.NaN), 0),
            9,
          );
        }),
        { numRuns: 20 },
      );
    });
  });

  describe("cache statistics", () => {
    it("cache statistics tell LangChain's own cache apart from the provider's", async () => {
      const store = await openTestStore(database());
      const cached = (name: string, count: number) => ({ ...tokens(100, 1), [name]: count });
      await store.put(
        call(1, { model: "a" }, cached("original_usage.prompt_tokens_details.cached_tokens", 60)),
        call(2, { model: "a" }, cached("original_usage.cache_read_input_tokens", 20)),
        call(3, { model: "a", metadata: { cache_hit: true } }, cached("original_usage.cacheReadInputTokens", 90)),
        call(4, { model: "b", id: testId(4) }),
      );

      expect(await store.cacheStats({ by: "model" })).toEqual([
        {
          key: "a",
          calls: 3,
          hits: 1,
          hitRate: 1 / 3,
          promptTokens: 200,
          cachedPromptTokens: 80,
          cachedPromptRate: 0.4,
        },
        { key: "b", calls: 1, hits: 0, hitRate: 0, promptTokens: 0, cachedPromptTokens: 0, cachedPromptRate: 0 },
      ]);
    });
  });
}
