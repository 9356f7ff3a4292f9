import type { ProviderOf } from "./convert/model/model-override.js";
import type { EstimateMode } from "./convert/usage/cost-estimate.js";

/** How a handler files and prices calls of models. */
export interface ModelPricing {
  /** The provider, where the call's own information should not be used. */
  readonly provider: string | ProviderOf | undefined;
  readonly estimates: EstimateMode;
}
