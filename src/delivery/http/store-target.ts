import { shownAddress } from "../../logging/known-secrets.js";
import { nodeModules } from "../../runtime/node-modules.js";

const SCHEME = "store:";
const SERVER = /^postgres(?:ql)?:/i;

/**
 * The name of a trace store among the places that records are delivered to: it tells one store from another, and
 * stands in files, without user and password.
 */
export function storeTarget(location: string, prefix: string | undefined): string {
  const tables = prefix === undefined || prefix === "" ? "" : `#${prefix}`;
  return `${SCHEME}${SERVER.test(location) ? serverName(location) : folderPath(location)}${tables}`;
}

export function isStoreTarget(apiUrl: string): boolean {
  return apiUrl.startsWith(SCHEME);
}

function serverName(location: string): string {
  return URL.canParse(location) ? shownAddress(location).replace(/^postgresql:/, "postgres:") : "postgres://";
}

function folderPath(folder: string): string {
  return nodeModules()?.path.resolve(folder) ?? folder;
}
