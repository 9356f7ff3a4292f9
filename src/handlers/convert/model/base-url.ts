import { firstText, jsonObjectAt } from "../../../records/json/json-object.js";

/** Constructor fields are written in snake_case when LangChain serialises a model; those of `configuration` are not. */
const BASE_URL_NAMES = [
  "base_url",
  "baseURL",
  "baseUrl",
  "openai_api_base",
  "anthropic_api_url",
  "server_url",
  "azure_open_ai_endpoint",
  "azure_open_ai_base_path",
  "endpoint",
] as const;

/**
 * Host of the base URL that a serialised model was made with, in lower case and without port.
 * Only the host leaves this function: a URL may carry a password or a key.
 */
export function readBaseUrlHost(serialized: unknown): string | undefined {
  const places = [["kwargs", "configuration"], ["kwargs", "client_options"], ["kwargs"]];
  for (const path of places) {
    const url = firstText(jsonObjectAt(serialized, ...path), ...BASE_URL_NAMES);
    const host = url === undefined ? undefined : hostOf(url);
    if (host !== undefined) return host;
  }
  return undefined;
}

const MAX_URL_LENGTH = 8_000;

function hostOf(url: string): string | undefined {
  if (url.length > MAX_URL_LENGTH) return undefined;
  const hostname = URL.canParse(url) ? new URL(url).hostname.toLowerCase() : "";
  return hostname === "" ? undefined : hostname;
}
