import { isObject, type JsonObject } from "../records/json/json-object.js";

/**
 * What is shown of an object of Opik's SDK in a value: the fields that identify it. Shown whole, it would lead to the
 * client, whose settings hold the API key, and to everything that the client has sent. Undefined for any other object.
 */
export function sdkObject(value: object): unknown {
  if (!isObject(value)) return undefined;
  if (isClient(value)) return "[Opik client]";
  if (isClient(value.opik)) return identity(isObject(value.data) ? value.data : value);
  if (isMetric(value)) return { name: value.name };
  return isModel(value) ? { model: value.modelName } : undefined;
}

function isClient(value: unknown): boolean {
  return isObject(value) && "traceBatchQueue" in value && "spanBatchQueue" in value;
}

/** Traces, spans, data sets, experiments and prompts know their client. */
function identity({ id, name }: JsonObject): JsonObject {
  return { ...(id !== undefined && { id }), ...(name !== undefined && { name }) };
}

function isMetric({ name, trackMetric, score }: JsonObject): boolean {
  return typeof name === "string" && typeof trackMetric === "boolean" && typeof score === "function";
}

function isModel({ modelName, generateString }: JsonObject): boolean {
  return typeof modelName === "string" && typeof generateString === "function";
}
