import { shownAddress } from "../logging/known-secrets.js";
import type { Settings } from "./options/option-table.js";

/** The page that shows a trace. Opik's API sends whoever opens it on to its web page, which finds the project. */
export function traceLink(
  { apiUrl, workspaceName }: Pick<Settings, "apiUrl" | "workspaceName">,
  traceId: string,
): string {
  const address = shownAddress(apiUrl);
  const api = `${address.replace(/\/(?:api\/?)?$/, "")}/api`;
  const query = new URLSearchParams({ trace_id: traceId, workspace_name: workspaceName, path: btoa(address) });
  return `${api}/v1/session/redirect/projects/?${query.toString()}`;
}
