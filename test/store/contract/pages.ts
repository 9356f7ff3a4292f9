import { describe, expect, it } from "vitest";
import type { Page } from "../../../src/store/read/page.js";
import type { SpanSummary } from "../../../src/store/read/span-search.js";
import { spanText, spanTexts, testId } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore } from "../support/test-store.js";

export function pages(database: () => TestDatabase): void {
  describe("pages", () => {
    it("pages give each span once, even where many began at once and others arrive in between", async () => {
      const store = await openTestStore(database());
      await store.put(...spanTexts(25), spanText(26, { start_time: "2026-01-01T00:00:00.000001Z" }));
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page: Page<SpanSummary> = await store.findSpans({ limit: 10, ...(after !== undefined && { after }) });
        seen.push(...page.items.map(({ id }) => id));
        after = page.next;
        await store.put(spanText(100 + seen.length, { start_time: "2026-01-02T00:00:00Z" }));
      } while (after !== undefined);

      expect(seen).toEqual(Array.from({ length: 26 }, (_, index) => testId(26 - index)));
    });

    it("the last page has no next one", async () => {
      const store = await openTestStore(database());
      await store.put(...spanTexts(3));

      expect(await store.findSpans({ limit: 3 })).not.toHaveProperty("next");
    });
  });
}
