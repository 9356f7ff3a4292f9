import { Document } from "@langchain/core/documents";
import { BaseRetriever } from "@langchain/core/retrievers";

/** The old rules name lamps; those that hold today say it in general. */
const RULES = [
  new Document({
    pageContent: "Lamps and other light fittings can be returned within 14 days.",
    metadata: { source: "returns-2023.md", valid_until: "2024-12-31", superseded_by: "returns-2025.md" },
  }),
  new Document({
    pageContent: "Whatever was bought can be returned within 30 days.",
    metadata: { source: "returns-2025.md", valid_from: "2025-01-01" },
  }),
];

/** Finds the one rule of a shop that shares the most words with a question, and does not look at what is still valid. */
export class ShopRetriever extends BaseRetriever {
  override lc_namespace = ["shop", "retrievers"];

  static override lc_name(): string {
    return "ShopRetriever";
  }

  override _getRelevantDocuments(query: string): Promise<Document[]> {
    const words = wordsOf(query);
    const scored = RULES.map((rule) => ({
      rule,
      score: wordsOf(rule.pageContent).filter((word) => words.includes(word)).length,
    }));
    scored.sort((a, b) => b.score - a.score);
    return Promise.resolve(scored.slice(0, 1).map(({ rule }) => rule));
  }
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z]{4,}/g) ?? [];
}
