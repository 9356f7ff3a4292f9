import { firstText, isJsonObject, type JsonObject, jsonObjectAt } from "../../../records/json/json-object.js";
import type { Usage } from "../../../records/record.js";
import { chargedCost } from "../usage/charged-cost.js";
import type { StreamedUsage } from "../usage/streamed-usage.js";
import { readTokenUsage } from "../usage/token-usage.js";
import { generationsOf, responseNotes } from "./generations.js";
import type { ModelRequest } from "./model-request.js";
import { opikProviderWord } from "./provider.js";

/** What a model answered, read from the LLMResult of handleLLMEnd. */
export interface ModelAnswer {
  /** The model that answered, by its own account; else the one asked for. */
  readonly model: string | undefined;
  readonly provider: string | undefined;
  /** In the provider's own word, such as `stop`, `end_turn` or `STOP`. */
  readonly finishReason: string | undefined;
  /**
   * Undefined when nothing was reported, and for a cache hit: no token was spent, so there is none to count or price.
   */
  readonly usage: Usage | undefined;
  /** What the call cost in US dollars, where the answer tells; else Opik prices it by its tokens. */
  readonly costUsd: number | undefined;
  /** LangChain answered from its cache without asking the provider. */
  readonly cacheHit: boolean;
}

/** @param extraParams The fifth argument of handleLLMEnd. @param stream What its chunks told before. */
export function readModelAnswer(
  output: unknown,
  request: ModelRequest,
  extraParams: unknown,
  stream?: StreamedUsage,
): ModelAnswer {
  const generations = generationsOf(output);
  const model = answeringModel(generations, output) ?? request.model;
  const provider = request.provider ?? answeringProvider(generations);
  const cacheHit = jsonObjectAt(extraParams).cached === true;
  return {
    model,
    provider,
    finishReason: firstFound(generations, readFinishReason),
    // A cached message still carries the usage of the call that was once made.
    usage: cacheHit ? undefined : readTokenUsage(output, provider, model, stream),
    costUsd: cacheHit ? undefined : chargedCost(output, provider),
    cacheHit,
  };
}

/** Finish reason of one generation, in the provider's own word. */
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
