import { asName, firstText, jsonObjectAt } from "../../../records/json/json-object.js";
import { readOfferedTools } from "./offered-tools.js";
import { readBaseUrlHost, readProvider } from "./provider.js";
import { readRequestParameters } from "./request-parameters.js";

/** What was asked of a model, read from the arguments of handleLLMStart and handleChatModelStart. */
export interface ModelRequest {
  /** The model asked for; the one that answers may be a dated version of it. */
  readonly model: string | undefined;
  /** In Opik's own terms, such as `google_ai`; the host's name for an unknown OpenAI-compatible API. */
  readonly provider: string | undefined;
  /** What was sent beside the messages, in the provider's names; never a credential, header or live object. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Definitions of the tools offered, in the provider's format. */
  readonly tools: readonly unknown[] | undefined;
}

/** Reads any values without throwing: what is not understood is left out. */
export function readModelRequest(serialized: unknown, extraParams: unknown, metadata: unknown): ModelRequest {
  const model = requestedModel(serialized, extraParams, metadata);
  const provider = readProvider({
    langChainProvider: firstText(jsonObjectAt(metadata), "ls_provider"),
    className: className(serialized),
    baseUrlHost: readBaseUrlHost(serialized),
    model,
  });
  return {
    model,
    provider,
    parameters: readRequestParameters(serialized, extraParams, metadata),
    tools: readOfferedTools(extraParams),
  };
}

function requestedModel(serialized: unknown, extraParams: unknown, metadata: unknown): string | undefined {
  return (
    firstText(jsonObjectAt(extraParams, "invocation_params"), "model", "model_name", "modelName", "modelId") ??
    firstText(jsonObjectAt(metadata), "ls_model_name") ??
    firstText(jsonObjectAt(serialized, "kwargs"), "model", "model_name")
  );
}

function className(serialized: unknown): string | undefined {
  const id = jsonObjectAt(serialized).id;
  const last: unknown = Array.isArray(id) ? id.at(-1) : undefined;
  return asName(last);
}
