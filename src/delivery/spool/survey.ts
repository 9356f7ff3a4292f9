import type { NodeModules } from "../../host/node-modules.js";
import type { SpoolContents } from "../spool.js";
import { type DeadLetterHead, readDeadLetters } from "./read-dead-letters.js";
import { createdMs, parseFileName, type SpoolFile } from "./spool-file.js";
import { parseTarget, type SpoolTarget, TARGET_FILE } from "./spool-target.js";

/** What waits for one server and workspace. */
export interface SurveyedTarget {
  readonly folder: string;
  readonly target: SpoolTarget;
  /** What nobody sends. */
  readonly waiting: SpoolContents;
  /** Files that processes have to themselves: being sent, or left by those that died, until the next one takes them back. */
  readonly heldFiles: number;
  /** When the oldest record came, in milliseconds since 1970. */
  readonly oldestMs: number | undefined;
  readonly deadLetters: readonly DeadLetterHead[];
}

/** Looks into a spool folder without changing it. What is none of the spool's, or can't be read, is passed over. */
export function surveySpool(root: string, node: NodeModules): readonly SurveyedTarget[] {
  return entriesOf(root, node)
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => surveyTarget(node.path.join(root, name), node) ?? []);
}

function surveyTarget(folder: string, node: NodeModules): SurveyedTarget | undefined {
  const target = readTarget(folder, node);
  if (target === undefined) return undefined;
  const files = entriesOf(folder, node).flatMap((entry) => (entry.isFile() ? (parseFileName(entry.name) ?? []) : []));
  const waiting = files.filter(({ state }) => state === "waiting");
  return {
    folder,
    target,
    waiting: contentsOf(waiting),
    heldFiles: files.length - waiting.length,
    oldestMs: files.length === 0 ? undefined : Math.min(...files.map(createdMs)),
    deadLetters: readDeadLetters(folder, node),
  };
}

function contentsOf(files: readonly SpoolFile[]): SpoolContents {
  const sum = (field: "records" | "bytes") => files.reduce((total, file) => total + file[field], 0);
  return { files: files.length, records: sum("records"), bytes: sum("bytes") };
}

function readTarget(folder: string, { fs, path }: NodeModules): SpoolTarget | undefined {
  try {
    return parseTarget(fs.readFileSync(path.join(folder, TARGET_FILE), "utf8"));
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
