import type { NodeModules } from "../../host/node-modules.js";
import { isShape } from "../../records/shape.js";
import { DEAD_LETTER_FOLDER } from "./dead-letters.js";

/** A dead letter without its record. */
export interface DeadLetterHead {
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: string;
  readonly id: string;
}

/** The dead letters of one server's folder, oldest first. Lines and files that can't be read are passed over. */
export function readDeadLetters(targetFolder: string, { fs, path }: NodeModules): readonly DeadLetterHead[] {
  const folder = path.join(targetFolder, DEAD_LETTER_FOLDER);
  return namesIn(folder, fs).flatMap((name) => {
    const lines = textOf(path.join(folder, name), fs).split("\n");
    return lines.flatMap((line) => parseHead(line) ?? []);
  });
}

function namesIn(folder: string, fs: NodeModules["fs"]): readonly string[] {
  try {
    return fs
      .readdirSync(folder)
      .filter((name) => name.endsWith(".ndjson"))
      .sort();
  } catch {
    return [];
  }
}

function textOf(file: string, fs: NodeModules["fs"]): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function parseHead(line: string): DeadLetterHead | undefined {
  try {
    const letter: unknown = JSON.parse(line);
    if (!isShape(letter)) return undefined;
    const { reason, at, kind, id } = letter;
    const isWhole =
      typeof reason === "string" && typeof at === "string" && typeof kind === "string" && typeof id === "string";
    return isWhole ? { reason, at, kind, id } : undefined;
  } catch {
    return undefined;
  }
}
