import type { ProviderOf } from "./convert/model/model-override.js";
import type { EstimateMode } from "./convert/usage/cost-estimate.js";

/** How a handler files and prices calls of models. */
export interface ModelPricing {
  /** Who answers, where the call itself is not to tell. */
  readonly provider: string | ProviderOf | undefined;
  readonly estimates: EstimateMode;
}
