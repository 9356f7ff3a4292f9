import { CLIENT_NAME } from "./client-name.js";
import type { DeliveryTarget } from "./delivery-settings.js";

/** The headers of every batch. Opik takes the key bare, and an installation without keys wants no `authorization`. */
export function requestHeaders({ apiKey, workspaceName, headers }: DeliveryTarget): Record<string, string> {
  return {
    "content-type": "application/json",
    "content-encoding": "gzip",
    accept: "application/json",
    "user-agent": CLIENT_NAME,
    "Comet-Workspace": workspaceName,
    ...(apiKey !== undefined && apiKey !== "" && { authorization: apiKey }),
    ...headers,
  };
}
