import { CLIENT_NAME } from "./client-name.js";
import type { DeliveryTarget } from "./delivery-settings.js";

/** The headers of every request. Opik takes the key bare, and an installation without keys wants no `authorization`. */
export function requestHeaders({ apiKey, workspaceName, headers }: DeliveryTarget): Record<string, string> {
  return {
    accept: "application/json",
    "user-agent": CLIENT_NAME,
    "Comet-Workspace": workspaceName,
    ...(apiKey !== undefined && apiKey !== "" && { authorization: apiKey }),
    ...headers,
  };
}

/** The headers of a batch whose JSON is compressed, or is sent as it is. */
export function batchHeaders(target: DeliveryTarget, encoding: "gzip" | "identity"): Record<string, string> {
  return {
    "content-type": "application/json",
    ...(encoding === "gzip" && { "content-encoding": encoding }),
    ...requestHeaders(target),
  };
}
