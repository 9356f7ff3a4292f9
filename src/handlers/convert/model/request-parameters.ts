import { fewFields } from "../../../records/json/few-members.js";
import { asJsonObject, type JsonObject, jsonObjectAt } from "../../../records/json/json-object.js";
import { safePlainFields } from "../messages/plain-data.js";

/** Recorded elsewhere: the model and the tools have fields of their own. */
const NOT_PARAMETERS = new Set(["model", "model_name", "modelName", "modelId", "tools", "functions", "messages"]);

/** Settings that some classes (ChatGoogleGenerativeAI for one) leave out of what they report as sent. */
const FROM_CONSTRUCTOR = ["temperature", "top_p", "top_k", "max_output_tokens", "seed", "thinking_config"] as const;
const FROM_CALL = ["stop", "seed", "temperature", "tool_choice", "response_format", "reasoning"] as const;

/** Sampling parameters of one call, named as they were sent. */
export function readRequestParameters(serialized: unknown, extraParams: unknown, metadata: unknown): JsonObject {
  const invocation = safePlainFields(invocationWithoutTools(extraParams));
  const known = new Set(namesIn(invocation));
  const supplement = {
    // A class that reports what it sent has included these, or has left them out on purpose.
    ...(known.size === 0 ? picked(jsonObjectAt(extraParams, "options"), FROM_CALL) : {}),
    ...picked(jsonObjectAt(serialized, "kwargs"), FROM_CONSTRUCTOR),
    ...standardParameters(jsonObjectAt(metadata)),
  };
  const missing = Object.entries(supplement).filter(([name]) => !known.has(canonical(name)));
  return { ...Object.fromEntries(missing), ...invocation };
}

function invocationWithoutTools(extraParams: unknown): JsonObject {
  const entries = Object.entries(fewFields(jsonObjectAt(extraParams, "invocation_params")));
  const kept = entries.filter(([name]) => !NOT_PARAMETERS.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, name === "toolConfig" ? withoutTools(value) : value]));
}

/** Bedrock keeps the choice of a tool and the tools together. */
function withoutTools(toolConfig: unknown): JsonObject | undefined {
  const rest = Object.entries(fewFields(asJsonObject(toolConfig))).filter(
    ([name, value]) => name !== "tools" && value !== undefined,
  );
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}

function standardParameters(metadata: JsonObject): JsonObject {
  return safePlainFields({ temperature: metadata.ls_temperature, max_tokens: metadata.ls_max_tokens });
}

function picked(fields: JsonObject, names: readonly string[]): JsonObject {
  const given = names.filter((name) => fields[name] !== undefined);
  return given.length === 0 ? {} : safePlainFields(Object.fromEntries(given.map((name) => [name, fields[name]])));
}

/** Names at the top and one level below, where Google, Bedrock and Ollama keep their sampling settings. */
function namesIn(parameters: JsonObject): string[] {
  const nested = Object.values(parameters).flatMap((value) => Object.keys(jsonObjectAt(value)));
  return [...Object.keys(parameters), ...nested].map(canonical);
}

const SAME_MEANING: ReadonlyMap<string, string> = new Map([
  ["maxoutputtokens", "maxtokens"],
  ["maxcompletiontokens", "maxtokens"],
  ["numpredict", "maxtokens"],
]);

function canonical(name: string): string {
  const plain = name.replaceAll("_", "").toLowerCase();
  return SAME_MEANING.get(plain) ?? plain;
}
