import { rememberAddress, rememberSecrets } from "../logging/known-secrets.js";
import { chooseValue, defaultChoice } from "./choose-value.js";
import { findRefusals, type Refusals } from "./destination-trust.js";
import { processEnvironment } from "./environment.js";
import { readOpikConfigFile } from "./files/opik-config-file.js";
import { readProjectConfig } from "./files/project-config-file.js";
import { OPTION_NAMES, type OptionName, type Settings } from "./options/option-table.js";
import {
  type Origin,
  type SettingLayer,
  type SettingsInput,
  type SettingsSources,
  settingLayers,
} from "./setting-layers.js";

export interface ResolvedSettings {
  readonly settings: Settings;
  /** Where each value came from. */
  readonly origins: Readonly<Record<OptionName, Origin>>;
  /** One sentence for each value or file that was passed over, without any secret. */
  readonly warnings: readonly string[];
  /** Options that a file in the working folder named but may not decide. They have their defaults instead. */
  readonly refusals: Refusals;
}

/**
 * Takes each option from the first source that has a valid value for it: code, `clientConfig`, `client`, environment,
 * the project's config file, Opik's own config file, default. Blank text counts as not given. A file in the working
 * folder may not redirect traces that the user's own sources send somewhere.
 *
 * @throws SettingsError for a bad value of code; a bad value of any other source is a warning.
 */
export function resolveSettings(input: SettingsInput = {}, sources = processSources()): ResolvedSettings {
  const layers = settingLayers(input, sources);
  const warnings: string[] = [];
  const choices = new Map(OPTION_NAMES.map((name) => [name, chooseValue(name, layers, warnings)]));
  const refusals = findRefusals(choices, layers, sources.env);
  for (const name of refusals.keys()) choices.set(name, defaultChoice(name));
  // The refusal of the connection is reported where something would be sent.
  const asides = [refusals.get("store"), refusals.get("spoolDir")].filter((text) => text !== undefined);
  const chosen = [...choices];
  const draft: Draft = {
    settings: Object.fromEntries(chosen.map(([name, { value }]) => [name, value])),
    origins: Object.fromEntries(chosen.map(([name, { origin }]) => [name, origin])),
    warnings: [...warnings, ...asides, ...problemsOf(layers)],
    refusals,
  };
  if (isComplete(draft)) {
    rememberSecrets([draft.settings.apiKey, ...Object.values(draft.settings.headers)]);
    rememberAddress(draft.settings.store ?? "");
    return draft;
  }
  throw new Error("langchain-opik: an option was left without a setting; this is a bug.");
}

interface Draft {
  readonly settings: Record<string, unknown>;
  readonly origins: Record<string, Origin>;
  readonly warnings: readonly string[];
  readonly refusals: Refusals;
}

/** TypeScript cannot follow a loop over names whose values differ in type; each value came from its own row's parser. */
function isComplete(draft: Draft): draft is Draft & ResolvedSettings {
  return OPTION_NAMES.every((name) => name in draft.settings && name in draft.origins);
}

function processSources(): SettingsSources {
  return { env: processEnvironment(), readProjectConfig, readConfigFile: readOpikConfigFile };
}

function problemsOf(layers: readonly SettingLayer[]): string[] {
  return layers.flatMap((layer) => layer.problems?.() ?? []);
}
