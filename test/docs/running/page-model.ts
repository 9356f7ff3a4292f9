import { asJsonObject, asList, type JsonObject } from "../../../src/records/json/json-object.js";
import type { ModelCall, ModelScript } from "../../support/models/model-server.js";

/**
 * The model that the pages talk to. It calls the first tool that it is offered, fills in the form that it is held to,
 * and answers in one sentence otherwise. Its `gpt-4o` is always rate-limited.
 */
export const pageModel: ModelScript = (call) => {
  if (call.model === "gpt-4o") return { kind: "error", status: 429, message: "Rate limit reached for gpt-4o." };
  const tool = asJsonObject(asJsonObject(asList(call.body.tools)[0]).function);
  if (typeof tool.name === "string" && !call.messages.some(({ role }) => role === "tool")) {
    return { kind: "tools", tools: [{ id: "call_1", name: tool.name, args: filledIn(tool.parameters, call) }] };
  }
  const form = asJsonObject(asJsonObject(call.body.response_format).json_schema).schema;
  if (form !== undefined) return { kind: "text", text: JSON.stringify(filledIn(form, call)) };
  return { kind: "text", text: "A trace tells what a program did, step by step." };
};

function filledIn(schema: unknown, call: ModelCall): JsonObject {
  const fields = Object.entries(asJsonObject(asJsonObject(schema).properties));
  return Object.fromEntries(fields.map(([name, field]) => [name, answerFor(asJsonObject(field), call)]));
}

/** A number is the first whole one of a short question, such as that of an order. */
function answerFor({ type }: JsonObject, { question }: ModelCall): unknown {
  if (type === "array") return [];
  if (type === "number" || type === "integer")
    return question.length < 100 ? Number(/\d+/.exec(question)?.[0] ?? 0) : 0;
  return "Zurich";
}
