import { shownAddress } from "../../logging/known-secrets.js";
import { nodeModules } from "../../runtime/node-modules.js";

const SERVER = /^postgres(?:ql)?:/i;

/** Whether a store is on a database server, and not in a folder. */
export function isOnServer(location: string): boolean {
  return SERVER.test(location);
}

/** Identifies a trace store in messages and files, without user and password. */
export function storePlace(location: string, prefix: string | undefined): string {
  const tables = prefix === undefined || prefix === "" ? "" : `#${prefix}`;
  return `${isOnServer(location) ? serverName(location) : folderPath(location)}${tables}`;
}

function serverName(location: string): string {
  return URL.canParse(location) ? shownAddress(location).replace(/^postgresql:/, "postgres:") : "postgres://";
}

function folderPath(folder: string): string {
  return nodeModules()?.path.resolve(folder) ?? folder;
}
