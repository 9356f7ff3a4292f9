import { makerOf } from "../model/priced-model.js";

/** The four ways in which Opik reads usage when it prices a call. */
export type PricingFamily = "openai" | "anthropic" | "bedrock" | "google";

const FAMILY_BY_PROVIDER: ReadonlyMap<string, PricingFamily> = new Map([
  ["anthropic", "anthropic"],
  ["anthropic_vertexai", "anthropic"],
  ["bedrock", "bedrock"],
  ["gemini", "google"],
  ["google_ai", "google"],
  ["google_vertexai", "google"],
]);

/**
 * @param provider In Opik's own terms.
 * @param priced The name under which Opik finds the price: a model that was resold is priced as its maker's.
 */
export function pricingFamily(provider: string | undefined, priced: string | undefined): PricingFamily {
  const seller = makerOf(priced, provider)?.maker ?? provider;
  return (seller === undefined ? undefined : FAMILY_BY_PROVIDER.get(seller)) ?? "openai";
}
