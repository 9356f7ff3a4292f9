import { asJsonObject, asText } from "./json/json-object.js";

interface NamedModel {
  readonly model?: unknown;
  readonly metadata?: unknown;
}

/** A model by its own name: a span's `model` is the name under which Opik finds its price. */
export function modelName({ model, metadata }: NamedModel): string | undefined {
  const { model_name, priced_as } = asJsonObject(metadata);
  return (priced_as === model ? asText(model_name) : undefined) ?? asText(model);
}

/** The other way round, for a record that is rebuilt from the model's own name. */
export function sentModel({ model, metadata }: NamedModel): string | undefined {
  const { model_name, priced_as } = asJsonObject(metadata);
  return (model_name === model ? asText(priced_as) : undefined) ?? asText(model);
}
