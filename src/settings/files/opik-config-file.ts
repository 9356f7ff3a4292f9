import { type Environment, readVariable } from "../environment.js";
import { isAnchored } from "./anchored-path.js";
import { parseOpikIni } from "./opik-ini.js";
import { readTextFile } from "./text-file.js";

/** The values of Opik's own config file, by INI key. */
export interface OpikConfigFile {
  readonly path: string;
  /** Whether it is the user's, wherever the program was started. */
  readonly isOwn: boolean;
  readonly values: ReadonlyMap<string, string>;
  /** Why the file could not be used; it never contains a part of the file. */
  readonly warning?: string;
}

export type ReadOpikConfigFile = (environment: Environment) => OpikConfigFile;

const DEFAULT_PATH = "~/.opik.config";
const NOTHING: ReadonlyMap<string, string> = new Map();

/**
 * A reader that reads the file of each path once. A missing file has no values and no warning; a file that cannot be
 * used has one warning.
 */
export function createOpikConfigReader(): ReadOpikConfigFile {
  const filesByPath = new Map<string, OpikConfigFile>();
  return (environment) => {
    const path = readVariable(environment, "OPIK_CONFIG_PATH")?.trim() || DEFAULT_PATH;
    const known = filesByPath.get(path);
    if (known !== undefined) return known;
    const file = readFile(path);
    filesByPath.set(path, file);
    return file;
  };
}

/** The reader of this process. */
export const readOpikConfigFile: ReadOpikConfigFile = createOpikConfigReader();

function readFile(path: string): OpikConfigFile {
  const place = { path, isOwn: isAnchored(path) };
  const content = readTextFile(path);
  switch (content.status) {
    case "missing":
      return { ...place, values: NOTHING };
    case "unreadable":
      return { ...place, values: NOTHING, warning: `${path} could not be read (${content.reason}) and is ignored.` };
    case "read":
      return { ...place, ...contentsOf(path, content.text) };
  }
}

function contentsOf(path: string, text: string): Pick<OpikConfigFile, "values" | "warning"> {
  const ini = parseOpikIni(text);
  if (ini.status === "read") return { values: ini.values };
  return { values: NOTHING, warning: `${path} is ignored: line ${ini.line} is not "key = value".` };
}
