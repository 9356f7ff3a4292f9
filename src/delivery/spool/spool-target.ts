import { type NodeModules, shortHash } from "../../host/node-modules.js";
import { isShape } from "../../records/shape.js";

/** Which server the records of a folder are for, and whose they are. The key is never written down. */
export interface SpoolTarget {
  readonly apiUrl: string;
  readonly workspaceName: string;
}

export const TARGET_FILE = "target.json";

/** A name that people recognise, told apart by a hash of the whole. */
export function targetFolderName({ apiUrl, workspaceName }: SpoolTarget, node: NodeModules): string {
  const host = URL.canParse(apiUrl) ? new URL(apiUrl).host : "opik";
  const readable = `${host}-${workspaceName}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `${readable.slice(0, MAX_READABLE_CHARACTERS)}-${shortHash(`${apiUrl}\n${workspaceName}`, node)}`;
}

const MAX_READABLE_CHARACTERS = 60;

export function targetText({ apiUrl, workspaceName }: SpoolTarget): string {
  return `${JSON.stringify({ apiUrl, workspaceName })}\n`;
}

/** Undefined when it is damaged, or not ours. */
export function parseTarget(text: string): SpoolTarget | undefined {
  try {
    const target: unknown = JSON.parse(text);
    if (!isShape(target)) return undefined;
    const { apiUrl, workspaceName } = target;
    return typeof apiUrl === "string" && typeof workspaceName === "string" ? { apiUrl, workspaceName } : undefined;
  } catch {
    return undefined;
  }
}
