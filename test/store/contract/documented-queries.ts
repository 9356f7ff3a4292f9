import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { TableNames } from "../../../src/store/db/table-names.js";
import { codeBlocks } from "../../docs/markdown-page.js";
import { spanText, traceText } from "../../support/opik-server/record-texts.js";
import type { TestDatabase } from "../support/databases.js";
import { openTestStore } from "../support/test-store.js";

const PAGE = "docs/trace-store.md";
export const QUERIES = codeBlocks({
  path: PAGE,
  text: readFileSync(resolve(import.meta.dirname, "../../..", PAGE), "utf8"),
})
  .filter(({ language }) => language === "sql")
  .map(({ code }) => code);

/** A query of the page for tables of a test. */
export function withPrefix(query: string, { prefix }: TableNames): string {
  // Only names of tables stand behind these words, and in quotes.
  return query
    .replaceAll(/\b(FROM|JOIN) (?=traces|spans)/g, `$1 ${prefix}`)
    .replaceAll(/'(?=(?:traces|spans|attachments)')/g, `'${prefix}`)
    .replace(/;\s*$/, "");
}

/** Every query of the page finds something of these. */
function storedRecords() {
  const start_time = new Date(Date.now() - 60_000).toISOString();
  const end_time = new Date(Date.now() - 50_000).toISOString();
  const shared = { start_time, end_time };
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  const error_info = { exception_type: "RateLimitError", message: "slow down", traceback: "at x" };
  const attempt = {
    kind: "fallback",
    number: 2,
    previous_model: "large",
    reason: { type: "RateLimitError", status: 429 },
  };
  return [
    traceText(0, { ...shared, thread_id: "t-1", input: "Where is order 1042?", metadata: { user_id: "u-1" } }),
    spanText(1, { ...shared, type: "llm", model: "own-model", usage, metadata: { attempt } }),
    spanText(2, { ...shared, type: "tool", name: "search", error_info }),
  ];
}

export function documentedQueries(database: () => TestDatabase): void {
  describe("the queries of the documentation", () => {
    it.each(QUERIES)("a documented query finds what is stored: %s", async (query) => {
      const store = await openTestStore(database());
      await store.put(...storedRecords());

      const rows = await database().db.query(withPrefix(query, store.names));

      expect(rows.length).toBeGreaterThan(0);
    });

    it("the documentation has eleven queries", () => {
      expect(QUERIES).toHaveLength(11);
    });
  });
}
