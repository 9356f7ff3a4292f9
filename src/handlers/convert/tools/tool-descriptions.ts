import { asJsonObject, asName, asText, isJsonObject } from "../../../records/json/json-object.js";
import type { OfferedTool } from "../../../tracing/run/run-event.js";

/** Names and descriptions of the tools that a model was offered, in any provider's form. */
export function toolDescriptions(tools: readonly unknown[] | undefined): readonly OfferedTool[] | undefined {
  return tools?.filter(isJsonObject).flatMap((tool) => {
    const definition = [tool.function, tool.toolSpec].find(isJsonObject) ?? tool;
    const name = asName(definition.name);
    const description = asText(asJsonObject(definition).description);
    return name === undefined || description === undefined ? [] : [{ name, description }];
  });
}
