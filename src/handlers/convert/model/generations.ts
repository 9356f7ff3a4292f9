import { hasFields } from "../../../records/json/listed-keys.js";
import { isShape, listOf, type Shape } from "../../../records/json/shape-fields.js";
import { shapeAt } from "../../../records/json/shape-paths.js";

const MAX_GENERATIONS = 1_000;

/** The generations of one call; there is one list per prompt, and a handler sees one prompt. An empty stream has none. */
export function generationsOf(output: unknown): readonly Shape[] {
  return listOf(shapeAt(output).generations)
    .flatMap((list) => listOf(list))
    .slice(0, MAX_GENERATIONS)
    .filter(isShape);
}

/** Where a generation carries what the provider said of it, best place first. */
export function responseNotes(generation: Shape): readonly Shape[] {
  const message = shapeAt(generation, "message");
  // Anthropic's stream puts its closing words in the last of them.
  const places = [message.response_metadata, generation.generationInfo, message.additional_kwargs];
  return places.filter(isShape).filter((notes) => !hasFields(notes, 0));
}
