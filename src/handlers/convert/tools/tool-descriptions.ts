import { isShape, nameOf, shapeOf, textOf } from "../../../records/json/shape-fields.js";
import type { OfferedTool } from "../../../tracing/run/run-event.js";

/** Names and descriptions of the tools that a model was offered, in any provider's form. */
export function toolDescriptions(tools: readonly unknown[] | undefined): readonly OfferedTool[] | undefined {
  return tools?.filter(isShape).flatMap((tool) => {
    const definition = [tool.function, tool.toolSpec].find(isShape) ?? tool;
    const name = nameOf(definition.name);
    const description = textOf(shapeOf(definition).description);
    return name === undefined || description === undefined ? [] : [{ name, description }];
  });
}
