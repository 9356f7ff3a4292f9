import type { PriceList } from "../../prices/published-prices.js";
import type { RecordRow, SpanRow } from "../db/columns.js";

/** The rows, where each model call without a recorded cost has its price by the list. Loads the list late. */
export async function withEstimatedCosts(
  rows: readonly RecordRow[],
  loadPrices: () => Promise<PriceList>,
): Promise<readonly RecordRow[]> {
  if (!rows.some((one) => one.kind === "span" && needsEstimate(one.row))) return rows;
  // Where the list can't be loaded, as in some bundles, the rows matter more.
  const prices = await loadPrices().catch(() => undefined);
  if (prices === undefined) return rows;
  return rows.map((one) =>
    one.kind === "span" && needsEstimate(one.row)
      ? { kind: one.kind, row: { ...one.row, estimated_cost: estimatedCost(one.row, prices) } }
      : one,
  );
}

/** An answer of LangChain's own cache costs nothing, and one without tokens can't be priced. */
function needsEstimate({ kind, model, cost, cache_hit, prompt_tokens, completion_tokens }: SpanRow): boolean {
  const tokens = (prompt_tokens ?? 0) + (completion_tokens ?? 0);
  return kind === "llm" && model !== null && cost === null && !cache_hit && tokens > 0;
}

function estimatedCost(row: SpanRow, prices: PriceList): number | null {
  const dollars = prices({
    model: row.model ?? "",
    provider: row.provider ?? undefined,
    time: new Date(row.start_time ?? ""),
    promptTokens: row.prompt_tokens ?? 0,
    completionTokens: row.completion_tokens ?? 0,
    cacheReadTokens: row.cache_read_tokens ?? 0,
    cacheWriteTokens: row.cache_write_tokens ?? 0,
  });
  return dollars ?? null;
}
