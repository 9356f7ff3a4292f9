import { isJsonObject, type JsonObject, jsonObjectAt } from "../../../records/json/json-object.js";
import { generationsOf, responseNotes } from "../model/generations.js";

/** What a call cost in US dollars, if its answer says so: OpenRouter does, except in the streams of its own package. */
export function chargedCost(output: unknown, provider: string | undefined): number | undefined {
  if (provider !== "openrouter") return undefined;
  const reports = [
    ...generationsOf(output)
      .flatMap(responseNotes)
      .map((notes) => notes.usage),
    jsonObjectAt(output, "llmOutput").tokenUsage,
  ];
  const report = reports.filter(isJsonObject).find(({ cost }) => isPrice(cost));
  return report === undefined ? undefined : dollarsOf(report);
}

// With the user's own provider key, `cost` is OpenRouter's fee, and the provider's price is added to it.
function dollarsOf({ cost, cost_details, is_byok }: JsonObject): number | undefined {
  if (!isPrice(cost)) return undefined;
  const upstream = is_byok === true ? jsonObjectAt(cost_details).upstream_inference_cost : undefined;
  return isPrice(upstream) ? cost + upstream : cost;
}

function isPrice(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
