/** The four ways in which Opik reads usage when it prices a call. */
export type PricingFamily = "openai" | "anthropic" | "bedrock" | "google";

const FAMILY_BY_PROVIDER: ReadonlyMap<string, PricingFamily> = new Map([
  ["anthropic", "anthropic"],
  ["anthropic_vertexai", "anthropic"],
  ["bedrock", "bedrock"],
  ["google_ai", "google"],
  ["google_vertexai", "google"],
]);

/**
 * @param provider In Opik's own words.
 * @param model Opik prices `anthropic/claude-…` of a router that has no prices of its own as Anthropic's.
 */
export function pricingFamily(provider: string | undefined, model: string | undefined): PricingFamily {
  const own = provider === undefined ? undefined : FAMILY_BY_PROVIDER.get(provider);
  if (own !== undefined) return own;
  return provider === "openrouter" && model?.startsWith("anthropic/") === true ? "anthropic" : "openai";
}
