import { isShape, listOf, type Shape } from "./shape.js";
import { shapeAt } from "./shape-paths.js";

/** The generations of one call; there is one list per prompt, and a handler sees one prompt. An empty stream has none. */
export function generationsOf(output: unknown): readonly Shape[] {
  return listOf(shapeAt(output).generations)
    .flatMap((list) => listOf(list))
    .filter(isShape);
}

/** Where a generation may carry what the provider said of it, best place first. */
export function responseNotes(generation: Shape): readonly Shape[] {
  return [
    shapeAt(generation, "message", "response_metadata"),
    shapeAt(generation, "generationInfo"),
    // Anthropic's stream puts its closing words here.
    shapeAt(generation, "message", "additional_kwargs"),
  ];
}
