import { isJsonObject } from "../../../records/json/json-object.js";
import { MessageAs } from "../messages/known-objects.js";
import { generationsOf } from "./generations.js";
import { readFinishReason } from "./model-answer.js";
import { logProbabilities } from "./response-notes.js";

/** A model's answers as Opik shows them: `choices`, each with its message. */
export function modelChoices(result: unknown): unknown {
  const generations = generationsOf(result);
  return {
    choices: generations.map((generation, index) => ({
      index,
      message: isJsonObject(generation.message)
        ? new MessageAs("openai", generation.message)
        : { role: "assistant", content: generation.text ?? "" },
      finish_reason: readFinishReason(generation) ?? null,
      logprobs: logProbabilities(generation),
    })),
  };
}
