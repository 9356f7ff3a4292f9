import { rememberSecrets } from "../../logging/known-secrets.js";
import type { OpikTarget } from "../destination.js";

/** Sent as `user-agent`. A test compares the version with package.json. */
export const CLIENT_NAME = "langchain-opik/0.1.0";

/**
 * The headers of every request. Opik expects the key alone, without a scheme, and an installation without keys no
 * `authorization`. A server may repeat what it is sent, so no message shows it from here on.
 */
export function requestHeaders({ apiKey, workspaceName, headers }: OpikTarget): Record<string, string> {
  rememberSecrets([apiKey, ...Object.values(headers ?? {}).flatMap(secretsOfHeader)]);
  return {
    accept: "application/json",
    "user-agent": CLIENT_NAME,
    "Comet-Workspace": workspaceName,
    ...(apiKey !== undefined && apiKey !== "" && { authorization: apiKey }),
    ...headers,
  };
}

/** The value, and the part of it after a word such as `Bearer`. */
function secretsOfHeader(value: string): readonly (string | undefined)[] {
  return [value, /^\S+ (\S+)$/.exec(value)?.[1]];
}

/** The headers of a batch whose JSON is compressed, or sent as it is. */
export function batchHeaders(target: OpikTarget, encoding: "gzip" | "identity"): Record<string, string> {
  return {
    "content-type": "application/json",
    ...(encoding === "gzip" && { "content-encoding": encoding }),
    ...requestHeaders(target),
  };
}

/** The headers of bytes that go to the API itself. */
export function uploadHeaders(target: OpikTarget): Record<string, string> {
  return { "content-type": "application/octet-stream", ...requestHeaders(target) };
}
