import { existsSync, realpathSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { valueAt } from "../../../settings/config-keys.js";
import { isAnchored } from "../../../settings/files/anchored-path.js";
import type { ConfigTree } from "../../../settings/files/parse-config-text.js";
import type { OptionSpec } from "../../../settings/options/option-spec.js";
import { OPTIONS } from "../../../settings/options/option-table.js";
import { envFileNames, readIfThere } from "../../project/project-files.js";
import { isStoreServer } from "../../project/store-place.js";
import { setVariables, withPlaceholders, withVariables } from "./env-text.js";
import { type FileChange, fileChange } from "./file-change.js";
import { keepOutOfGit, type PrivatePlace } from "./git-safety.js";
import { withIniKeys } from "./ini-text.js";
import { INIT_OPTIONS, type InitOption, type InitValues } from "./init-values.js";
import type { SettingsHome } from "./settings-home.js";

export interface InitPlan {
  readonly changes: readonly FileChange[];
  /** Options that have a value already and keep it. */
  readonly kept: readonly InitOption[];
  /** What a person should know before agreeing. */
  readonly notices: readonly string[];
}

/** Opik's own config file has no key for stores. */
function iniKeyOf(option: InitOption): string | undefined {
  const spec: OptionSpec = OPTIONS[option];
  return spec.iniKey;
}

function isInOpikConfig(option: InitOption, keys: ReadonlySet<string>): boolean {
  const key = iniKeyOf(option);
  return key !== undefined && keys.has(key);
}

const EXAMPLES = [".env.example", ".env.sample"];

/**
 * The options for which the project has no value yet.
 *
 * @param config - the content of the project's own `langchain-opik.config` file
 */
export function missingOptions(folder: string, home: SettingsHome, config: ConfigTree): readonly InitOption[] {
  const open = INIT_OPTIONS.filter((option) => valueAt(config, OPTIONS[option].fileKey) === undefined);
  if (home.kind === "opik-config") return open.filter((option) => !isInOpikConfig(option, home.keys));
  const texts = [home.name, ...envFileNames(folder)].map((name) => readIfThere(join(folder, name)) ?? "");
  const known = new Set(texts.flatMap((text) => [...setVariables(text)]));
  return open.filter((option) => !known.has(OPTIONS[option].env));
}

/** The changes that give the project the missing ones of these settings. Reads files, writes none. */
export function planInit(
  folder: string,
  home: SettingsHome,
  missing: readonly InitOption[],
  values: InitValues,
): InitPlan {
  const given = INIT_OPTIONS.filter((option) => values[option] !== undefined);
  const added = given.filter((option) => missing.includes(option));
  const kept = given.filter((option) => !missing.includes(option));
  if (added.length === 0) return { changes: [], kept, notices: [] };
  if (home.kind === "opik-config") return { changes: [iniChange(home.path, added, values)], kept, notices: [] };
  const changes = envChanges(folder, home.name, added, values);
  const places = privatePlaces(folder, home.name, added, values);
  const safety = keepOutOfGit(folder, places);
  return { changes: [...changes, ...safety.changes], kept, notices: safety.notices };
}

function privatePlaces(
  folder: string,
  envFile: string,
  added: readonly InitOption[],
  values: InitValues,
): readonly PrivatePlace[] {
  const { store } = values;
  const settings: PrivatePlace = { name: envFile, ...(getsKey(added, values) && { holds: "the key" as const }) };
  const traces = added.includes("store") && store !== undefined ? topFolderOf(folder, store) : undefined;
  return traces === undefined ? [settings] : [settings, { name: traces, holds: "prompts" }];
}

/** The top folder of a store in the project; undefined if it is elsewhere, or on a server. */
function topFolderOf(folder: string, store: string): string | undefined {
  if (isStoreServer(store) || isAnchored(store)) return undefined;
  const way = relative(folder, resolve(folder, store)).replaceAll("\\", "/");
  return way === "" || /^\.\.(?:\/|$)/.test(way) ? undefined : way;
}

/** A key, or the password in the address of a store. */
function getsKey(added: readonly InitOption[], { store = "" }: InitValues): boolean {
  const hasPassword = isStoreServer(store) && URL.canParse(store) && new URL(store).password !== "";
  return added.includes("apiKey") || (added.includes("store") && hasPassword);
}

function envChanges(
  folder: string,
  name: string,
  added: readonly InitOption[],
  values: InitValues,
): readonly FileChange[] {
  const variables = new Map(added.map((option) => [OPTIONS[option].env, values[option] ?? ""]));
  const holdsKey = getsKey(added, values);
  const target = fileChange(join(folder, name), (text) => withVariables(text, variables), holdsKey);
  const examples = EXAMPLES.map((file) =>
    fileChange(join(folder, file), (text) => withPlaceholders(text, [...variables.keys()])),
  );
  return [target, ...examples.filter(({ before, after }) => before !== undefined && before !== after)];
}

function iniChange(path: string, added: readonly InitOption[], values: InitValues): FileChange {
  const keys = new Map(
    added.flatMap((option) => {
      const key = iniKeyOf(option);
      return key === undefined ? [] : [[key, values[option] ?? ""] as const];
    }),
  );
  // A person may keep this file elsewhere and link to it.
  const place = existsSync(path) ? realpathSync(path) : path;
  return fileChange(place, (text) => withIniKeys(text, keys), added.includes("apiKey"));
}
