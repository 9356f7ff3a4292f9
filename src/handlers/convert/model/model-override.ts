import { tryOr } from "../../../records/json/guarded-read.js";
import { asName, firstText, type JsonObject, jsonObjectAt } from "../../../records/json/json-object.js";
import { pricedModel } from "./priced-model.js";
import { opikProviderWord } from "./provider.js";

/** What is configured about a model call, beside what the call itself reports. */
export interface ModelOverride {
  /** In Opik's term, such as `openai`. */
  readonly provider?: string | undefined;
  /** The name under which Opik is to look for the price. */
  readonly model?: string | undefined;
}

/** A model call that is about to be made. */
export interface CalledModel {
  /** The model asked for. */
  readonly model: string | undefined;
  /** As it was detected, in Opik's term. */
  readonly provider: string | undefined;
  /** The run's metadata. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Returns the provider that answers a call; or the model and provider by which Opik is to price it. Undefined: what was
 * detected stays.
 */
export type ProviderOf = (call: CalledModel) => string | ModelOverride | undefined;

/** The override in the run's metadata, else the handler's option. */
export function modelOverride(call: CalledModel, option: string | ProviderOf | undefined): ModelOverride | undefined {
  const { metadata } = call;
  const byRun = overrideIn(metadata, ["opik_provider", "opikProvider"], ["opik_model", "opikModel"]);
  const provider = byRun.provider === undefined || byRun.model === undefined ? ofOption(call, option) : undefined;
  const override = { provider: byRun.provider ?? provider?.provider, model: byRun.model ?? provider?.model };
  return override.provider === undefined && override.model === undefined ? undefined : override;
}

/** The names under which Opik files and prices a call. `api`: whose API is called, as the call itself reports. */
export function pricedNames(model: string | undefined, api: string | undefined, override: ModelOverride | undefined) {
  const provider = override?.provider ?? api;
  return { provider, pricedModel: override?.model ?? (model === undefined ? undefined : pricedModel(model, provider)) };
}

function ofOption(call: CalledModel, option: string | ProviderOf | undefined): ModelOverride | undefined {
  const said = typeof option === "function" ? tryOr(() => option(call), undefined) : option;
  return typeof said === "string"
    ? { provider: opikWord(asName(said)) }
    : tryOr(() => overrideIn(jsonObjectAt(said), ["provider"], ["model"]), undefined);
}

function overrideIn(from: JsonObject, provider: readonly string[], model: readonly string[]): ModelOverride {
  return { provider: opikWord(firstText(from, ...provider)), model: firstText(from, ...model) };
}

// LangChain's terms are accepted too, such as `google_genai`.
function opikWord(said: string | undefined): string | undefined {
  return said === undefined ? undefined : opikProviderWord(said);
}
