/** One call of a model, or the mean of several alike. */
export interface PricedCall {
  readonly model: string;
  readonly provider: string | undefined;
  /** The time of the call: prices change. */
  readonly time: Date;
  /** Of the whole prompt, cached or not. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** Those of the tokens written into the cache that are kept there for an hour. Default: 0. */
  readonly hourCacheWriteTokens?: number;
}

/** What a call costs in dollars; undefined where no price is known. */
export type PriceList = (call: PricedCall) => number | undefined;

/** A list that is kept up to date with its package and asks no server. It is large: load it late. */
export async function loadPublishedPrices(): Promise<PriceList> {
  const { calcPrice } = await import("@pydantic/genai-prices");
  return (call) => {
    const { provider, hourCacheWriteTokens = 0 } = call;
    const usage = {
      input_tokens: call.promptTokens,
      output_tokens: call.completionTokens,
      cache_read_tokens: call.cacheReadTokens,
      cache_write_tokens: call.cacheWriteTokens,
      ...(hourCacheWriteTokens > 0 && { cache_write_1h_tokens: hourCacheWriteTokens }),
    };
    const options = { timestamp: call.time, ...(provider !== undefined && { providerId: provider }) };
    try {
      return calcPrice(usage, call.model, options)?.total_price;
    } catch {
      // Counts that contradict each other have no price.
      return undefined;
    }
  };
}
