import type { NodeModules } from "../../runtime/node-modules.js";
import { readOwnFile } from "../../runtime/private-files.js";
import { type DeadLetterHead, readDeadLetters } from "./read-dead-letters.js";
import type { SpoolContents } from "./spool.js";
import { createdMs, parseFileName, type SpoolFile } from "./spool-file.js";
import { spoolFilesIn } from "./spool-folder.js";
import { isSamePlace, parseTarget, type SpoolTarget, TARGET_FILE } from "./spool-target.js";

/** What waits for one server, workspace and API key. */
export interface SurveyedTarget {
  readonly folder: string;
  readonly target: SpoolTarget;
  /** The files that nobody is sending. */
  readonly waiting: SpoolContents;
  /** Files that processes own: being sent, or left by those that died, until the next process takes them back. */
  readonly heldFiles: number;
  /** When the oldest record arrived, in milliseconds since 1970. */
  readonly oldestMs: number | undefined;
  readonly deadLetters: readonly DeadLetterHead[];
}

/** Reads a spool folder without changing it. What does not belong to the spool, or can't be read, is skipped. */
export function surveySpool(root: string, node: NodeModules): readonly SurveyedTarget[] {
  return entriesOf(root, node)
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => surveyTarget(node.path.join(root, name), node) ?? []);
}

/** How many records wait for the same server and workspace under another API key than the target's. */
export async function waitingUnderOtherKeys(root: string, target: SpoolTarget, node: NodeModules): Promise<number> {
  let records = 0;
  for (const entry of entriesOf(root, node)) {
    const folder = node.path.join(root, entry.name);
    const other = entry.isDirectory() ? readTarget(folder, node) : undefined;
    if (other === undefined || !isSamePlace(other, target) || other.account === target.account) continue;
    records += await waitingRecords(folder, node);
  }
  return records;
}

/** As many as could be seen. */
async function waitingRecords(folder: string, node: NodeModules): Promise<number> {
  let records = 0;
  try {
    for await (const file of spoolFilesIn(folder, node)) records += isWaiting(file) ? file.records : 0;
  } catch {
    // What can't be read is passed over.
  }
  return records;
}

/** The same for the folder of one target; undefined if there is none. */
export function surveyTarget(folder: string, node: NodeModules): SurveyedTarget | undefined {
  const target = readTarget(folder, node);
  if (target === undefined) return undefined;
  const files = filesIn(folder, node);
  const waiting = files.filter(isWaiting);
  return {
    folder,
    target,
    waiting: contentsOf(waiting),
    heldFiles: files.length - waiting.length,
    oldestMs: files.length === 0 ? undefined : Math.min(...files.map(createdMs)),
    deadLetters: readDeadLetters(folder, node),
  };
}

function filesIn(folder: string, node: NodeModules): readonly SpoolFile[] {
  return entriesOf(folder, node).flatMap((entry) => (entry.isFile() ? (parseFileName(entry.name) ?? []) : []));
}

function isWaiting({ state }: SpoolFile): boolean {
  return state === "waiting";
}

function contentsOf(files: readonly SpoolFile[]): SpoolContents {
  const sum = (field: "records" | "bytes") => files.reduce((total, file) => total + file[field], 0);
  return { files: files.length, records: sum("records"), bytes: sum("bytes") };
}

function readTarget(folder: string, { fs, path }: NodeModules): SpoolTarget | undefined {
  try {
    return parseTarget(readOwnFile(path.join(folder, TARGET_FILE), fs));
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string, { fs }: NodeModules) {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
