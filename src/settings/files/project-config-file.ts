import { sharedState } from "../../runtime/shared-state.js";
import { type Environment, readVariable } from "../environment.js";
import { isAnchored } from "./anchored-path.js";
import { type ConfigTree, parseConfigText } from "./parse-config-text.js";
import { readTextFile } from "./text-file.js";

/** The project's own config file. */
export interface ProjectConfigFile {
  /** Undefined: the project has none. */
  readonly path: string | undefined;
  /** Whether the environment names it by its full path; otherwise it was only found in the working folder. */
  readonly isOwn: boolean;
  readonly tree: ConfigTree;
  /** Why the file could not be used. */
  readonly warning?: string;
}

export type ReadProjectConfig = (environment: Environment) => ProjectConfigFile;

const NAMES = ["json", "yaml", "yml", "js", "mjs", "cjs", "ts", "mts"].map((end) => `langchain-opik.config.${end}`);
const MODULE = /\.[cm]?[jt]s$/i;

/** The file that `OPIK_LANGCHAIN_CONFIG` names, else the first of the known names in the working directory. */
export function findProjectConfig(environment: Environment): string | undefined {
  const named = readVariable(environment, "OPIK_LANGCHAIN_CONFIG")?.trim();
  return named === undefined || named === "" ? NAMES.find((name) => readTextFile(name).status !== "missing") : named;
}

/** A file that contains code, which only asynchronous callers can load. */
export function isConfigModule(path: string): boolean {
  return MODULE.test(path);
}

/** The key under which a file is remembered: programs change their working directory. */
export function configKey(path: string): string {
  return `${process.cwd()}\n${path}`;
}

const LOADED = Symbol.for("langchain-opik.project-configs");

/**
 * The files that were read in this process, by any copy of this package. They are kept as functions, because a file may
 * hold the key, and a dump of an object does not show what functions return.
 */
export function knownProjectConfigs(): Map<string, () => ProjectConfigFile> {
  return sharedState(LOADED, isLoaded, () => new Map<string, () => ProjectConfigFile>());
}

function isLoaded(value: unknown): value is Map<string, () => ProjectConfigFile> {
  return value instanceof Map;
}

/**
 * A reader of JSON and YAML that reads each file once. A JavaScript or TypeScript file has values here only after
 * `loadProjectConfig`; before that, there is one warning.
 *
 * @param whyIgnored - what the warning says about a file with code
 */
export function createProjectConfigReader(whyIgnored: string): ReadProjectConfig {
  return (environment) => {
    const path = isOnDisk() ? findProjectConfig(environment) : undefined;
    if (path === undefined) return { path, isOwn: false, tree: {} };
    const known = knownProjectConfigs().get(configKey(path));
    if (known !== undefined) return known();
    if (isConfigModule(path)) return ignoredConfig(path, whyIgnored);
    const file = readProjectFile(path);
    knownProjectConfigs().set(configKey(path), () => file);
    return file;
  };
}

/** The reader of programs. */
export const readProjectConfig: ReadProjectConfig = createProjectConfigReader(
  "a file with code is read by the import of langchain-opik/register; everything else reads JSON and YAML",
);

export function ignoredConfig(path: string, why: string): ProjectConfigFile {
  return { path, isOwn: isAnchored(path), tree: {}, warning: `${path} is ignored: ${why}.` };
}

function isOnDisk(): boolean {
  const host: { readonly process?: { readonly cwd?: unknown } } = globalThis;
  return typeof host.process?.cwd === "function";
}

function readProjectFile(path: string): ProjectConfigFile {
  const content = readTextFile(path);
  if (content.status === "missing") return ignoredConfig(path, "there is no such file");
  if (content.status === "unreadable") return ignoredConfig(path, `it could not be read (${content.reason})`);
  const parsed = parseConfigText(path, content.text);
  if (parsed.ok) return { path, isOwn: isAnchored(path), tree: parsed.value };
  return ignoredConfig(path, `it must be ${parsed.allowed}`);
}
