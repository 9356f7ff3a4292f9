import { latePrices } from "../../../prices/late-prices.js";
import type { PricedCall, PriceList } from "../../../prices/published-prices.js";
import type { CostEstimate } from "../../../tracing/run/run-event.js";
import type { ModelAnswer } from "../model/model-answer.js";
import { makerOf } from "../model/priced-model.js";

/** Which calls get an estimate: none, those of providers without prices in Opik, or all. */
export type EstimateMode = "off" | "unpriced" | "all";

/** Providers for which Opik has no prices, and the list may have some. */
const UNPRICED: ReadonlySet<string> = new Set([
  "baseten",
  "cloudflare",
  "cohere",
  "huggingface",
  "minimax",
  "novita",
  "openrouter",
  "together_ai",
]);

type PricedNames = Pick<ModelAnswer, "provider" | "pricedModel">;

/** Begins to load the prices for a call that will need them, so that they are there when it ends. */
export function expectEstimate(call: PricedNames, mode: EstimateMode): void {
  if (isUnpriced(call, mode)) void latePrices();
}

/**
 * What the call should cost, if Opik may not know it; or the promise of it while the prices are being loaded.
 *
 * @param asked the model asked for: an answer may name the same one in a way that the list does not know
 */
export function costEstimate(
  answer: ModelAnswer,
  asked: { readonly model: string | undefined; readonly time: Date },
  mode: EstimateMode,
): CostEstimate | undefined | Promise<CostEstimate | undefined> {
  const because = reasonFor(answer, mode);
  if (because === undefined) return undefined;
  const calls = callsToPrice(answer, asked);
  const estimate = (prices: PriceList) => estimateOf(prices, calls, because);
  const prices = latePrices();
  return typeof prices === "function" ? estimate(prices) : prices.then(estimate);
}

function reasonFor(answer: ModelAnswer, mode: EstimateMode): CostEstimate["because"] | undefined {
  if (mode === "off" || answer.counts === undefined || answer.costUsd !== undefined) return undefined;
  // Opik charges a cache that is kept for an hour like one that is kept for five minutes.
  if ((answer.counts.hourCacheWrite ?? 0) > 0) return "mispriced";
  return isUnpriced(answer, mode) ? "unpriced" : undefined;
}

function isUnpriced({ provider, pricedModel }: PricedNames, mode: EstimateMode): boolean {
  if (provider === undefined || pricedModel === undefined || mode === "off") return false;
  const isGateway = provider !== "openai" && makerOf(pricedModel, provider) !== undefined;
  return mode === "all" || UNPRICED.has(provider) || isGateway;
}

/** The call under each name by which the list may know it, the most exact first. */
function callsToPrice(
  { model, provider, pricedModel, counts }: ModelAnswer,
  asked: { readonly model: string | undefined; readonly time: Date },
): readonly PricedCall[] {
  if (counts === undefined) return [];
  const passedOn = makerOf(pricedModel, provider);
  const names = [
    ...[model, asked.model].map((name) => ({ model: name, provider })),
    ...(passedOn === undefined ? [] : [{ model: passedOn.model, provider: passedOn.maker }]),
  ];
  return names.flatMap((name) =>
    name.model === undefined
      ? []
      : [
          {
            model: name.model,
            provider: name.provider,
            time: asked.time,
            promptTokens: counts.input,
            completionTokens: counts.output,
            cacheReadTokens: counts.cacheRead ?? 0,
            cacheWriteTokens: counts.cacheWrite ?? 0,
            hourCacheWriteTokens: counts.hourCacheWrite ?? 0,
          },
        ],
  );
}

function estimateOf(
  prices: PriceList,
  calls: readonly PricedCall[],
  because: CostEstimate["because"],
): CostEstimate | undefined {
  for (const call of calls) {
    const usd = prices(call);
    if (usd !== undefined) return usd > 0 ? { usd: asStored(usd), because } : undefined;
  }
  return undefined;
}

/** Opik keeps 12 decimal places of a cost; the rest is rounding error from adding fractions. */
const MAX_PLACES = 12;

function asStored(usd: number): number {
  return Number(usd.toFixed(MAX_PLACES));
}
