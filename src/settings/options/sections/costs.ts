import type { OptionRows } from "../option-spec.js";

/** How calls of models are attributed to providers and priced. */
export const COSTS = {
  provider: {
    kind: "text",
    env: "OPIK_LANGCHAIN_PROVIDER",
    fileKey: "costs.provider",
    default: undefined,
    does: "Provider that answers all model calls, in Opik's term, such as openai or bedrock, unless a run's metadata names one. Without it, the provider is detected for each call.",
  },
  costEstimates: {
    kind: "choice",
    choices: ["off", "unpriced", "all"],
    env: "OPIK_LANGCHAIN_COST_ESTIMATES",
    fileKey: "costs.estimates",
    default: "unpriced",
    does: "Which model calls carry an estimate of their cost, which Opik uses if it has no price itself: none, those of providers that Opik has no prices for, or all.",
  },
} as const satisfies OptionRows;
