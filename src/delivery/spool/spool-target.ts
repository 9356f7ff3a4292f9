import { asJsonObject } from "../../records/json/json-object.js";
import { type NodeModules, shortHash } from "../../runtime/node-modules.js";
import type { Destination, OpikTarget } from "../destination.js";

/** The server and the account of a folder's records, as in `target.json`. The key is never written. */
export interface SpoolTarget {
  /** For a trace store, `store:` and its place: the format of the file, which every version reads. */
  readonly apiUrl: string;
  readonly workspaceName: string;
  /** Identifies the API key with which its records may be sent; absent if there is none. */
  readonly account?: string | undefined;
}

const STORE_SCHEME = "store:";

/** The content of the file for a destination. */
export function spoolTarget(destination: Destination, node: Pick<NodeModules, "crypto">): SpoolTarget {
  if (destination.kind === "store") return storeSpoolTarget(destination.place);
  const { apiUrl, workspaceName } = destination;
  return { apiUrl, workspaceName, account: accountOf(destination, node) };
}

export function storeSpoolTarget(place: string): SpoolTarget {
  return { apiUrl: STORE_SCHEME + place, workspaceName: "" };
}

/** Whether records wait for a trace store. */
export function isForStore({ apiUrl }: SpoolTarget): boolean {
  return apiUrl.startsWith(STORE_SCHEME);
}

/**
 * Identifies an API key. A plain SHA-256 is enough: keys are long and random, so nobody finds one by trying, and 48
 * bits of the hash reveal too little of it. The address is hashed too, so that nobody sees that a key is used for two
 * servers.
 */
export function accountOf(
  { apiUrl, apiKey, headers = {} }: Omit<OpikTarget, "workspaceName">,
  { crypto }: Pick<NodeModules, "crypto">,
): string | undefined {
  // A header of the settings is sent instead of the key.
  const [, header] = Object.entries(headers).find(([name]) => name.toLowerCase() === "authorization") ?? [];
  const key = header ?? apiKey ?? "";
  if (key === "") return undefined;
  return crypto.createHash("sha256").update(`langchain-opik spool\n${apiUrl}\n${key}`).digest("hex").slice(0, 12);
}

/** Whether both are for the same server and workspace, whatever the key. */
export function isSamePlace(one: SpoolTarget, other: SpoolTarget): boolean {
  return one.apiUrl === other.apiUrl && one.workspaceName === other.workspaceName;
}

export const TARGET_FILE = "target.json";

/** A name that people recognise, made unique by a hash of the whole. */
export function targetFolderName({ apiUrl, workspaceName, account }: SpoolTarget, node: NodeModules): string {
  const host = URL.canParse(apiUrl) ? new URL(apiUrl).host : "opik";
  const readable = `${host}-${workspaceName}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const whole = [apiUrl, workspaceName, ...(account === undefined ? [] : [account])].join("\n");
  return `${readable.slice(0, MAX_READABLE_CHARACTERS)}-${shortHash(whole, node)}`;
}

const MAX_READABLE_CHARACTERS = 60;

export function targetText({ apiUrl, workspaceName, account }: SpoolTarget): string {
  return `${JSON.stringify({ apiUrl, workspaceName, account })}\n`;
}

/** Undefined if it is damaged, or not ours. */
export function parseTarget(text: string): SpoolTarget | undefined {
  try {
    const { apiUrl, workspaceName, account } = asJsonObject(JSON.parse(text));
    if (typeof apiUrl !== "string" || typeof workspaceName !== "string") return undefined;
    if (account === undefined) return { apiUrl, workspaceName };
    return typeof account === "string" ? { apiUrl, workspaceName, account } : undefined;
  } catch {
    return undefined;
  }
}
