import { rememberAddress, rememberSecrets } from "../messages/known-secrets.js";
import { processEnvironment } from "./environment.js";
import { readOpikConfigFile } from "./opik-config-file.js";
import { OPTION_NAMES, OPTIONS, type OptionName, type Settings } from "./option-table.js";
import { isGiven, parseOption } from "./parse-option.js";
import { readProjectConfig } from "./project-config-file.js";
import {
  type Origin,
  type SettingLayer,
  type SettingsInput,
  type SettingsSources,
  settingLayers,
} from "./setting-layers.js";
import { SettingsError } from "./settings-error.js";
import { shownValue } from "./shown-value.js";

export interface ResolvedSettings {
  readonly settings: Settings;
  /** Where each value came from. */
  readonly origins: Readonly<Record<OptionName, Origin>>;
  /** One sentence for each value or file that was passed over. No secret stands in them. */
  readonly warnings: readonly string[];
}

/**
 * Takes each option from the first source that has a good value for it: code, `clientConfig`, `client`, environment,
 * the project's config file, Opik's own config file, default. Blank text counts as not given.
 *
 * @throws SettingsError for a bad value of code; a bad value of any other source is a warning.
 */
export function resolveSettings(input: SettingsInput = {}, sources = processSources()): ResolvedSettings {
  const layers = settingLayers(input, sources);
  const draft: Draft = { settings: {}, origins: {}, warnings: [] };
  for (const name of OPTION_NAMES) {
    const choice = choose(name, layers, draft.warnings);
    draft.settings[name] = choice.value;
    draft.origins[name] = choice.origin;
  }
  draft.warnings.push(...problemsOf(layers));
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
  readonly warnings: string[];
}

/** TypeScript cannot follow a loop over names whose values differ in type; each value came from its own row's parser. */
function isComplete(draft: Draft): draft is Draft & ResolvedSettings {
  return OPTION_NAMES.every((name) => name in draft.settings && name in draft.origins);
}

function processSources(): SettingsSources {
  return { env: processEnvironment(), readProjectConfig, readConfigFile: readOpikConfigFile };
}

interface Choice {
  readonly value: unknown;
  readonly origin: Origin;
}

function choose(name: OptionName, layers: readonly SettingLayer[], warnings: string[]): Choice {
  const spec = OPTIONS[name];
  for (const layer of layers) {
    const given = layer.valueOf(name, spec);
    if (!isGiven(given)) continue;
    const parsed = parseOption(spec, given, layer.notation);
    if (parsed.ok) return { value: parsed.value, origin: layer.origin };
    const place = layer.placeOf(name, spec);
    const shown = shownValue(spec.kind, given);
    if (layer.onBadValue === "throw") throw new SettingsError({ option: place, shown, allowed: parsed.allowed });
    warnings.push(`${place} is ${shown}, but must be ${parsed.allowed}; it is ignored.`);
  }
  return { value: spec.default, origin: "default" };
}

function problemsOf(layers: readonly SettingLayer[]): string[] {
  return layers.flatMap((layer) => layer.problems?.() ?? []);
}
