import { isJsonObject } from "./options/parse-value.js";

/** Opik's own configuration, as its SDK names it. Batching fields are accepted, and belong to the SDK's own queues. */
export interface OpikClientConfig {
  readonly apiKey?: string | undefined;
  /** The address of Opik's API, with its `/api`. */
  readonly apiUrl?: string | undefined;
  readonly projectName?: string | undefined;
  readonly workspaceName?: string | undefined;
  readonly environment?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Only headers that are plain text are used. */
  readonly requestOptions?: { readonly headers?: Readonly<Record<string, unknown>> | undefined } | undefined;
  readonly batchDelayMs?: number | undefined;
  readonly holdUntilFlush?: boolean | undefined;
  readonly promptCacheTtlSeconds?: number | undefined;
}

/**
 * The part of an `Opik` client of the package `opik` that is read here; the client is never changed or used to send.
 */
export interface OpikClientLike {
  readonly config: OpikClientConfig;
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a `clientConfig`, by option name. */
export function clientConfigFields(config: Fields): Fields {
  return connectionFields(config, config.headers ?? requestHeaders(config));
}

/** The fields of a client, by option name; undefined when it is not a client. */
export function clientFields(client: unknown): Fields | undefined {
  const config = isJsonObject(client) ? client.config : undefined;
  if (!isJsonObject(client) || !isJsonObject(config)) return undefined;
  // The SDK takes constructor headers out of the config and keeps them with its REST client.
  return connectionFields(config, requestHeaders(config) ?? requestHeaders(client.api));
}

/** Only what belongs to the connection: the SDK may some day name another field like one of our options. */
function connectionFields(config: Fields, headers: unknown): Fields {
  const { apiKey, apiUrl, workspaceName, projectName, environment } = config;
  return { apiKey, apiUrl, workspaceName, projectName, environment, headers };
}

function requestHeaders(owner: unknown): Fields | undefined {
  const options = isJsonObject(owner) ? owner.requestOptions : undefined;
  const headers = isJsonObject(options) ? options.headers : undefined;
  if (!isJsonObject(headers)) return undefined;
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => typeof value === "string"));
}
