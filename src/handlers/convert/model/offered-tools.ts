import { fewItems } from "../../../records/json/few-members.js";
import { isShape } from "../../../records/json/shape-fields.js";
import { firstText, shapeAt } from "../../../records/json/shape-paths.js";
import { safePlainData } from "../messages/plain-data.js";

const MAX_TOOLS = 1_000;

/** Definitions of the tools a model was offered, in the shape that was sent. Undefined when there are none. */
export function readOfferedTools(extraParams: unknown): readonly unknown[] | undefined {
  const places: readonly unknown[] = [
    shapeAt(extraParams, "invocation_params").tools,
    shapeAt(extraParams, "invocation_params", "toolConfig").tools,
    shapeAt(extraParams, "invocation_params").functions,
    shapeAt(extraParams, "options").tools,
  ];
  for (const place of places) {
    const tools = Array.isArray(place)
      ? fewItems(place, MAX_TOOLS)
          .map(definition)
          .filter((tool) => tool !== undefined)
      : [];
    if (tools.length > 0) return tools;
  }
  return undefined;
}

/** A tool that was not yet put into the provider's shape is an object with methods: only its words are recorded. */
function definition(tool: unknown): unknown {
  const plain = safePlainData(tool);
  if (plain !== undefined || !isShape(tool)) return plain;
  const name = firstText(tool, "name");
  const description = firstText(tool, "description");
  return name === undefined ? undefined : { name, ...(description !== undefined && { description }) };
}
