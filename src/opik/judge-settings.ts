import { warnOnce } from "../logging/warn-once.js";
import { tryOr } from "../records/json/guarded-read.js";
import { isObject, type JsonObject } from "../records/json/json-object.js";

/**
 * What a metric sets for a call, without what the SDK sends only for the AI SDK: providers refuse settings that a model
 * does not have.
 */
export function callSettings({ reasoning_effort: _, providerOptions: __, ...settings }: JsonObject): JsonObject {
  return settings;
}

/**
 * Warns once about those of a metric's settings that this model can't be given with a call, such as `temperature` for
 * most models.
 */
export function tellUnheeded(model: unknown, modelName: string, settings: JsonObject): void {
  const chatModel = tryOr(() => chatModelIn(model), undefined);
  if (chatModel === undefined) return;
  for (const [name, value] of Object.entries(settings)) {
    const isHeeded = value === undefined || chatModel.callKeys.includes(name);
    if (isHeeded || tryOr(() => Reflect.get(chatModel.model, name) === value, false)) continue;
    warnOnce(
      `judge ${modelName} ${name}`,
      `A metric sets ${name} for the judge ${modelName}, which can't be given it with a call. Set it where the model is made: new ChatOpenAI({ ${name}, … }).`,
    );
  }
}

interface CallableModel {
  readonly model: object;
  /** What a call may set, as LangChain names it. */
  readonly callKeys: readonly unknown[];
}

/** A runnable made from a model holds the model as `bound`, or as the first of several. */
function chatModelIn(model: unknown): CallableModel | undefined {
  if (!isObject(model)) return undefined;
  const { callKeys } = model;
  return Array.isArray(callKeys) ? { model, callKeys } : (chatModelIn(model.bound) ?? chatModelIn(model.runnable));
}
