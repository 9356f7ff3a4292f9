import { join } from "node:path";
import { OPTIONS } from "../../settings/option-table.js";
import { setVariables, withPlaceholders, withVariables } from "./env-text.js";
import { isIgnored } from "./ignored-file.js";
import { withIniKeys } from "./ini-text.js";
import { INIT_OPTIONS, type InitOption, type InitValues } from "./init-values.js";
import { readIfThere } from "./project-files.js";
import { ENV_FILES, type SettingsHome } from "./settings-home.js";

/** One file that is to be written. */
export interface FileChange {
  readonly path: string;
  /** Undefined: the file is new. */
  readonly before: string | undefined;
  readonly after: string;
}

export interface InitPlan {
  readonly changes: readonly FileChange[];
  /** Options that have a value already and keep it. */
  readonly kept: readonly InitOption[];
}

const EXAMPLES = [".env.example", ".env.sample"];

/** The options that the project has no value for yet. */
export function missingOptions(folder: string, home: SettingsHome): readonly InitOption[] {
  if (home.kind === "opik-config") return INIT_OPTIONS.filter((option) => !home.keys.has(OPTIONS[option].iniKey));
  const texts = [...ENV_FILES, home.name].map((name) => readIfThere(join(folder, name)) ?? "");
  const known = new Set(texts.flatMap((text) => [...setVariables(text)]));
  return INIT_OPTIONS.filter((option) => !known.has(OPTIONS[option].env));
}

/** What has to change so that the project has these settings. Reads files, writes none. */
export function planInit(folder: string, home: SettingsHome, values: InitValues): InitPlan {
  const missing = missingOptions(folder, home);
  const given = INIT_OPTIONS.filter((option) => values[option] !== undefined);
  const added = given.filter((option) => missing.includes(option));
  const changes =
    home.kind === "env-file" ? envChanges(folder, home.name, added, values) : iniChanges(home.path, added, values);
  return {
    changes: changes.filter(({ before, after }) => before !== after),
    kept: given.filter((option) => !missing.includes(option)),
  };
}

function envChanges(folder: string, name: string, added: readonly InitOption[], values: InitValues): FileChange[] {
  const variables = new Map(added.map((option) => [OPTIONS[option].env, values[option] ?? ""]));
  const change = (file: string, edit: (text: string) => string): FileChange => {
    const path = join(folder, file);
    const before = readIfThere(path);
    return { path, before, after: edit(before ?? "") };
  };
  if (variables.size === 0) return [];
  const target = change(name, (text) => withVariables(text, variables));
  const examples = EXAMPLES.map((file) => change(file, (text) => withPlaceholders(text, [...variables.keys()])));
  const changes = [target, ...examples.filter(({ before }) => before !== undefined)];
  if (target.before === undefined) changes.push(change(".gitignore", (text) => withIgnored(text, name)));
  return changes;
}

function withIgnored(gitignore: string, name: string): string {
  if (isIgnored(gitignore, name)) return gitignore;
  return `${gitignore === "" || gitignore.endsWith("\n") ? gitignore : `${gitignore}\n`}${name}\n`;
}

function iniChanges(path: string, added: readonly InitOption[], values: InitValues): FileChange[] {
  if (added.length === 0) return [];
  const before = readIfThere(path) ?? "";
  const keys = new Map(added.map((option) => [OPTIONS[option].iniKey, values[option] ?? ""]));
  return [{ path, before, after: withIniKeys(before, keys) }];
}
