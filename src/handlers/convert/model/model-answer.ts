import { firstText, isJsonObject, type JsonObject, jsonObjectAt } from "../../../records/json/json-object.js";
import type { Usage } from "../../../records/record.js";
import { chargedCost } from "../usage/charged-cost.js";
import { toOpikUsage } from "../usage/opik-usage.js";
import { pricingFamily } from "../usage/pricing-family.js";
import type { StreamedUsage } from "../usage/streamed-usage.js";
import type { TokenCounts } from "../usage/token-counts.js";
import { readTokenUsage } from "../usage/token-usage.js";
import { generationsOf, responseNotes } from "./generations.js";
import { type ModelOverride, pricedNames } from "./model-override.js";
import type { ModelRequest } from "./model-request.js";
import { opikProviderWord } from "./provider.js";

/** What a model answered, read from the LLMResult of handleLLMEnd. */
export interface ModelAnswer {
  /** The model that answered, as the answer names it; else the one that was asked for. */
  readonly model: string | undefined;
  readonly provider: string | undefined;
  /** The name under which Opik finds the price. */
  readonly pricedModel: string | undefined;
  /** In the provider's own term, such as `stop`, `end_turn` or `STOP`. */
  readonly finishReason: string | undefined;
  /**
   * Undefined when nothing was reported, and for a cache hit: no token was spent, so there is none to count or price.
   */
  readonly usage: Usage | undefined;
  /** The same counts, with one meaning for all providers. */
  readonly counts: TokenCounts | undefined;
  /** What the call cost in US dollars, if the answer says so; else Opik prices it by its tokens. */
  readonly costUsd: number | undefined;
  /** LangChain answered from its cache without asking the provider. */
  readonly cacheHit: boolean;
}

/** What the start of a call reported about its model. */
interface AskedModel extends Pick<ModelRequest, "model" | "provider"> {
  readonly override?: ModelOverride | undefined;
}

/** @param extraParams The fifth argument of handleLLMEnd. @param stream What its chunks reported before. */
export function readModelAnswer(
  output: unknown,
  request: AskedModel,
  extraParams: unknown,
  stream?: StreamedUsage,
): ModelAnswer {
  const generations = generationsOf(output);
  const model = answeringModel(generations, output) ?? request.model;
  const api = request.provider ?? answeringProvider(generations);
  const names = pricedNames(model, api, request.override);
  const cacheHit = jsonObjectAt(extraParams).cached === true;
  // A cached message still carries the usage of the call that was originally made.
  const counts = cacheHit ? undefined : readTokenUsage(output, api, stream);
  return {
    model,
    ...names,
    finishReason: firstFound(generations, readFinishReason),
    usage: counts && toOpikUsage(counts, pricingFamily(names.provider, names.pricedModel)),
    counts,
    costUsd: cacheHit ? undefined : chargedCost(output, api),
    cacheHit,
  };
}

/** Finish reason of one generation, in the provider's own term. */
export function readFinishReason(generation: unknown): string | undefined {
  if (!isJsonObject(generation)) return undefined;
  const reason = firstFound(responseNotes(generation), (notes) => {
    const plain = firstText(notes, "finish_reason", "finishReason", "stop_reason", "stopReason", "done_reason");
    return plain ?? firstText(jsonObjectAt(notes, "messageStop"), "stopReason") ?? responsesApiReason(notes);
  });
  return reason === undefined ? undefined : collapseRepeats(reason);
}

/** OpenAI's Responses API has a status, and a reason only for an answer that was cut. */
function responsesApiReason(notes: JsonObject): string | undefined {
  if (notes.object !== "response") return undefined;
  return firstText(jsonObjectAt(notes, "incomplete_details"), "reason") ?? firstText(notes, "status");
}

function answeringModel(generations: readonly JsonObject[], output: unknown): string | undefined {
  const notes = generations.flatMap(responseNotes);
  // Packages that join texts of chunks keep one clean name under `model_name`.
  const name =
    firstFound(notes, (one) => firstText(one, "model_name")) ??
    firstFound(notes, (one) => firstText(one, "model", "modelId", "model_id", "modelVersion")) ??
    firstText(jsonObjectAt(output, "llmOutput"), "model_name", "model");
  return name === undefined ? undefined : collapseRepeats(name);
}

/** The fallback only: every OpenAI-compatible package says `openai` here. */
function answeringProvider(generations: readonly JsonObject[]): string | undefined {
  const said = firstFound(generations.flatMap(responseNotes), (notes) => firstText(notes, "model_provider"));
  return said === undefined ? undefined : opikProviderWord(said);
}

function firstFound<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const REPEATED = /^(.{3,}?)\1+$/s;
const MAX_CHARACTERS = 400;

/** When chunks of a stream are joined, LangChain joins the texts beside them too: `gpt-4ogpt-4o`, `STOPSTOP`. */
function collapseRepeats(text: string): string {
  return text.length > MAX_CHARACTERS ? text : (REPEATED.exec(text)?.[1] ?? text);
}
