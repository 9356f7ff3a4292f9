import { hasFields } from "../../../records/json/few-members.js";
import { asList, isJsonObject, type JsonObject, jsonObjectAt } from "../../../records/json/json-object.js";

const MAX_GENERATIONS = 1_000;

/**
 * The generations of one call; there is one list per prompt, and a handler sees one prompt. An empty stream has none.
 */
export function generationsOf(output: unknown): readonly JsonObject[] {
  const lists = asList(jsonObjectAt(output).generations);
  // Read several times in each call; nearly all calls have one list.
  const all = lists.length === 1 ? asList(lists[0]) : lists.flatMap((list) => asList(list));
  return all.slice(0, MAX_GENERATIONS).filter(isJsonObject);
}

/** The places where a generation carries the provider's own fields, the best first. */
export function responseNotes(generation: JsonObject): readonly JsonObject[] {
  const { response_metadata, additional_kwargs } = jsonObjectAt(generation, "message");
  const notes: JsonObject[] = [];
  // Anthropic's stream puts its final fields in the last of them.
  for (const place of [response_metadata, generation.generationInfo, additional_kwargs]) {
    if (isJsonObject(place) && !hasFields(place, 0)) notes.push(place);
  }
  return notes;
}
