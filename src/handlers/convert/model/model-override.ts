import { tryOr } from "../../../records/json/guarded-read.js";
import { asName, firstText, type JsonObject, jsonObjectAt } from "../../../records/json/json-object.js";
import { pricedModel } from "./priced-model.js";
import { opikProviderWord } from "./provider.js";

/** What is said of a model call beside what it tells itself. */
export interface ModelOverride {
  /** In Opik's word, such as `openai`. */
  readonly provider?: string | undefined;
  /** The name under which Opik is to look for the price. */
  readonly model?: string | undefined;
}

/** A model call that is about to be made. */
export interface CalledModel {
  /** The model asked for. */
  readonly model: string | undefined;
  /** As it was found, in Opik's word. */
  readonly provider: string | undefined;
  /** Of the run. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Says which provider answers a call; or which model of which provider Opik is to price it as. Undefined: what was
 * found stays.
 */
export type ProviderOf = (call: CalledModel) => string | ModelOverride | undefined;

/** What the run's metadata says, else what the handler's option says. */
export function modelOverride(call: CalledModel, option: string | ProviderOf | undefined): ModelOverride | undefined {
  const { metadata } = call;
  const byRun = overrideIn(metadata, ["opik_provider", "opikProvider"], ["opik_model", "opikModel"]);
  const provider = byRun.provider === undefined || byRun.model === undefined ? ofOption(call, option) : undefined;
  const override = { provider: byRun.provider ?? provider?.provider, model: byRun.model ?? provider?.model };
  return override.provider === undefined && override.model === undefined ? undefined : override;
}

/** The names under which Opik files and prices a call. `api`: whose API is asked, by what the call itself tells. */
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

// LangChain's words are taken too, such as `google_genai`.
function opikWord(said: string | undefined): string | undefined {
  return said === undefined ? undefined : opikProviderWord(said);
}
