import { fewItems } from "../../../records/json/few-members.js";
import { firstText, isJsonObject, jsonObjectAt } from "../../../records/json/json-object.js";
import { safePlainData } from "../messages/plain-data.js";

const MAX_TOOLS = 1_000;

/** Definitions of the tools a model was offered, as they were sent. Undefined when there are none. */
export function readOfferedTools(extraParams: unknown): readonly unknown[] | undefined {
  const places: readonly unknown[] = [
    jsonObjectAt(extraParams, "invocation_params").tools,
    jsonObjectAt(extraParams, "invocation_params", "toolConfig").tools,
    jsonObjectAt(extraParams, "invocation_params").functions,
    jsonObjectAt(extraParams, "options").tools,
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

/**
 * A tool that is not yet in the provider's format is an object with methods: only its name and description are
 * recorded.
 */
function definition(tool: unknown): unknown {
  const plain = safePlainData(tool);
  if (plain !== undefined || !isJsonObject(tool)) return plain;
  const name = firstText(tool, "name");
  const description = firstText(tool, "description");
  return name === undefined ? undefined : { name, ...(description !== undefined && { description }) };
}
