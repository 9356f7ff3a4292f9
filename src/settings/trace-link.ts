import { shownAddress } from "../logging/known-secrets.js";
import type { Settings } from "./options/option-table.js";

/** The page that shows a trace. Opik's API redirects to its web page, which finds the project. */
export function traceLink({ apiUrl, workspaceName }: OpikPlace, traceId: string): string {
  const query = new URLSearchParams({ trace_id: traceId, workspace_name: workspaceName, path: pathOf(apiUrl) });
  return `${redirectOf(apiUrl)}?${query.toString()}`;
}

/** Such a link up to the id that is appended to it. */
export function traceLinkStart({ apiUrl, workspaceName }: OpikPlace): string {
  const query = new URLSearchParams({ workspace_name: workspaceName, path: pathOf(apiUrl) });
  return `${redirectOf(apiUrl)}?${query.toString()}&trace_id=`;
}

type OpikPlace = Pick<Settings, "apiUrl" | "workspaceName">;

function redirectOf(apiUrl: string): string {
  return `${shownAddress(apiUrl).replace(/\/(?:api\/?)?$/, "")}/api/v1/session/redirect/projects/`;
}

function pathOf(apiUrl: string): string {
  return btoa(shownAddress(apiUrl));
}
