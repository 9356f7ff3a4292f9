import { type Environment, readVariable } from "./environment.js";
import { parseOpikIni } from "./opik-ini.js";

/** What Opik's own config file says, by INI key. */
export interface OpikConfigFile {
  readonly path: string;
  readonly values: ReadonlyMap<string, string>;
  /** Why the file could not be used; it never holds a part of the file. */
  readonly warning?: string;
}

export type ReadOpikConfigFile = (environment: Environment) => OpikConfigFile;

/** Far above any real file, and far below what would be felt. */
const MAX_FILE_BYTES = 1_000_000;
const DEFAULT_PATH = "~/.opik.config";
const NOTHING: ReadonlyMap<string, string> = new Map();

/** A reader that reads the file of each path once. A missing file says nothing; one that cannot be used, one warning. */
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
  const content = readText(path);
  switch (content.status) {
    case "missing":
      return { path, values: NOTHING };
    case "unreadable":
      return { path, values: NOTHING, warning: `${path} could not be read (${content.reason}) and is ignored.` };
    case "read":
      return fileOf(path, content.text);
  }
}

function fileOf(path: string, text: string): OpikConfigFile {
  const ini = parseOpikIni(text);
  if (ini.status === "read") return { path, values: ini.values };
  return { path, values: NOTHING, warning: `${path} is ignored: line ${ini.line} is not "key = value".` };
}

type FileContent =
  | { readonly status: "missing" }
  | { readonly status: "unreadable"; readonly reason: string }
  | { readonly status: "read"; readonly text: string };

/** Reads synchronously, through `process`, because an import of `node:fs` would break runtimes without it. */
function readText(path: string): FileContent {
  const host: { readonly process?: { readonly getBuiltinModule?: typeof process.getBuiltinModule } } = globalThis;
  try {
    const fs = host.process?.getBuiltinModule?.("node:fs");
    const os = host.process?.getBuiltinModule?.("node:os");
    if (fs === undefined || os === undefined) return { status: "missing" };
    const fullPath = path.replace(/^~(?=$|[/\\])/, () => os.homedir());
    const stats = fs.statSync(fullPath, { throwIfNoEntry: false });
    if (stats === undefined) return { status: "missing" };
    if (!stats.isFile()) return { status: "unreadable", reason: "not a file" };
    if (stats.size > MAX_FILE_BYTES) return { status: "unreadable", reason: `larger than ${MAX_FILE_BYTES} bytes` };
    return { status: "read", text: fs.readFileSync(fullPath, "utf8") };
  } catch (error) {
    return { status: "unreadable", reason: errorCode(error) };
  }
}

/** The code alone: the message of a file error repeats the path. */
function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
}
