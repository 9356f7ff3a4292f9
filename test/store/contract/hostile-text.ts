import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore, type TestStore } from "../support/test-store.js";

const NASTY = [
  "'; DROP TABLE spans; --",
  "' OR '1'='1",
  "\\'; DELETE FROM traces; --",
  "$1",
  "$$; DROP TABLE spans; $$",
  "%' OR 1=1 --",
  "nul\0; DROP TABLE spans",
  "\ud800' --",
  "1); DROP TABLE spans; --",
  "/*",
];

const nasty = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
/** Those that take any text. */
const TEXT_FILTERS = ["name", "agent", "model", "thread", "tag", "text"] as const;

export function hostileText(database: () => TestDatabase): void {
  describe("hostile text", () => {
    let store: TestStore;
    beforeAll(async () => {
      store = await openTestStore(database());
      await store.put(traceText(0), spanText(1));
    });

    const isWhole = async () => {
      expect((await store.getTrace(testId(0)))?.spans).toHaveLength(1);
    };

    it("hostile text is only ever a value, in every filter", async () => {
      const filter = fc.record({
        field: fc.constantFrom(...TEXT_FILTERS),
        text: nasty.filter((text) => text.length > 3),
      });
      await fc.assert(
        fc.asyncProperty(filter, async ({ field, text }) => {
          expect((await store.findSpans({ [field]: text })).items).toEqual([]);
          expect((await store.findTraces({ [field]: text })).items).toEqual([]);
          expect(await store.latencyStats({ by: "agent", [field]: text })).toEqual([]);
          expect((await store.errorStats({ by: "kind", [field]: text })).rates).toEqual([]);
          expect(await store.tokenStats({ [field]: text })).toEqual([]);
          expect((await store.fallbackStats({ [field]: text })).traces).toBe(0);
        }),
        {
          numRuns: 60,
          examples: NASTY.flatMap((text) => TEXT_FILTERS.map((field) => [{ field, text }] as const)).map((one) => [
            one[0],
          ]),
        },
      );
      await isWhole();
    });

    it("hostile text is refused where only certain words are allowed", async () => {
      for (const field of ["window", "kind", "status", "after", "limit"]) {
        for (const text of NASTY) {
          await expect(store.findSpans({ [field]: text })).rejects.toMatchObject({ code: "bad_option" });
        }
      }
      for (const id of ["-".repeat(36), "0".repeat(36)]) {
        const after = Buffer.from(`2026-01-01T00:00:00Z/${id}`).toString("base64url");
        await expect(store.findSpans({ after })).rejects.toMatchObject({ code: "bad_option" });
      }
      for (const text of NASTY) expect(await store.getTrace(text)).toBeUndefined();
      await isWhole();
    });

    it("hostile text is found again as it was written, in every field", async () => {
      await fc.assert(
        fc.asyncProperty(
          nasty.filter((text) => text !== ""),
          async (text) => {
            const own = { id: testId(500), trace_id: testId(499) };
            const fields = {
              ...own,
              name: text,
              model: text,
              tags: [text],
              input: { text },
              metadata: { agent_name: text },
            };
            await store.put(spanText(500, fields), traceText(499, { thread_id: text }));
            for (const field of TEXT_FILTERS) {
              const { items } = await store.findSpans({ [field]: text });
              expect(items.map(({ id }) => id)).toContain(testId(500));
            }
          },
        ),
        { numRuns: 25, examples: NASTY.map((text) => [text]) },
      );
    });
  });
}
