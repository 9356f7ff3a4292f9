import { setTimeout as sleep } from "node:timers/promises";
import { Document } from "@langchain/core/documents";
import { BaseRetriever } from "@langchain/core/retrievers";

const POLICIES = [
  "Returns: you may return an order within 30 days of delivery; we pay the postage.",
  "Refunds: the money is back on your card five working days after the return arrives.",
  "Delivery: orders that leave before noon arrive within three working days.",
  "Warranty: every device is repaired or replaced for two years.",
];
const MOST_DOCUMENTS = 2;
const SEARCH_MS = 70;

/** Finds the shop's policies that share the most words with a query. */
export class PolicyRetriever extends BaseRetriever {
  override lc_namespace = ["demo", "retrievers"];

  static override lc_name(): string {
    return "PolicyRetriever";
  }

  override async _getRelevantDocuments(query: string): Promise<Document[]> {
    await sleep(SEARCH_MS);
    const words = wordsOf(query);
    const scored = POLICIES.map((text) => ({
      text,
      score: wordsOf(text).filter((word) => words.includes(word)).length,
    }));
    scored.sort((a, b) => b.score - a.score);
    return scored.slice(0, MOST_DOCUMENTS).map(({ text }) => new Document({ pageContent: text }));
  }
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z]{4,}/g) ?? [];
}
