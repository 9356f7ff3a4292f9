import { loadPublishedPrices, type PricedCall, type PriceList } from "../../prices/published-prices.js";
import { isJsonObject } from "../../records/json/json-object.js";
import { badOption } from "../read/time-window.js";

/** What a model costs, in dollars for a million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  /** For tokens of the prompt that came from the provider's cache. Default: `input`. */
  readonly cacheRead?: number;
  /** For tokens of the prompt that went into the provider's cache. Default: `input`. */
  readonly cacheWrite?: number;
}

/** Prices by model, or by `provider/model` where one model has several. */
export type ModelPrices = Readonly<Record<string, ModelPrice>>;

/**
 * Prompt sizes from which on some model costs more per token. Both neighbours of a step are listed, since it may or may
 * not include its bound: calls between two of these have one price per token.
 */
export const PRICE_STEPS = [128_000, 199_999, 200_000, 271_999, 272_000, 512_000].flatMap((step) => [step, step + 1]);

const TOKENS_A_PRICE = 1_000_000;

/** @throws StoreError `bad_option` for a price that is not a number of dollars */
export function checkPrices(prices: ModelPrices): void {
  for (const [model, price] of Object.entries(prices)) {
    for (const part of ["input", "output", "cacheRead", "cacheWrite"] as const) {
      const dollars: unknown = isJsonObject(price) ? price[part] : undefined;
      const isOptional = part === "cacheRead" || part === "cacheWrite";
      if (dollars === undefined && isOptional) continue;
      if (typeof dollars === "number" && Number.isFinite(dollars) && dollars >= 0) continue;
      throw badOption(`prices[${JSON.stringify(model)}].${part}`, dollars, "dollars for a million tokens, 0 or more");
    }
  }
}

/** The user's own prices first, then the published ones. */
export async function loadPriceList(own: ModelPrices): Promise<PriceList> {
  const published = await loadPublishedPrices();
  return (call) => {
    const price = ownPrice(own, call);
    return price === undefined ? published(call) : ownCost(price, call);
  };
}

function ownPrice(own: ModelPrices, { model, provider }: PricedCall): ModelPrice | undefined {
  const name = [`${provider ?? ""}/${model}`, model].find((one) => Object.hasOwn(own, one));
  return name === undefined ? undefined : own[name];
}

function ownCost(price: ModelPrice, call: PricedCall): number {
  const { promptTokens, completionTokens, cacheReadTokens, cacheWriteTokens } = call;
  const { input, output, cacheRead = input, cacheWrite = input } = price;
  const uncached = Math.max(0, promptTokens - cacheReadTokens - cacheWriteTokens);
  const sum =
    uncached * input + cacheReadTokens * cacheRead + cacheWriteTokens * cacheWrite + completionTokens * output;
  return sum / TOKENS_A_PRICE;
}
