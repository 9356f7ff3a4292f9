import type { OptionSpec } from "./options/option-spec.js";
import { OPTIONS, type OptionName } from "./options/option-table.js";
import { isGiven, parseOption } from "./options/parse-option.js";
import { shownValue } from "./options/shown-value.js";
import type { OptionSource, Origin, SettingLayer } from "./setting-layers.js";
import { SettingsError } from "./settings-error.js";

/** The value of one option, and who gave it. */
export interface Choice {
  readonly value: unknown;
  readonly origin: Origin;
  /** Undefined for the default. */
  readonly layer: SettingLayer | undefined;
}

/**
 * The value of the first layer that has a valid one, otherwise the default. Values that are passed over are added to
 * the warnings.
 *
 * @throws SettingsError for a bad value of code
 */
export function chooseValue(name: OptionName, layers: readonly SettingLayer[], warnings: string[]): Choice {
  const spec: OptionSpec = OPTIONS[name];
  const present = sourceOf(name);
  for (const layer of layers) {
    const source = sourceIn(layer, present, spec);
    const given = layer.valueOf(source);
    if (!isGiven(given)) continue;
    const parsed = parseOption(spec, given, layer.notation);
    if (parsed.ok) return { value: parsed.value, origin: layer.origin, layer };
    const place = layer.labelOf(source);
    const shown = shownValue(spec.kind, given);
    if (layer.onBadValue === "throw") throw new SettingsError({ option: place, shown, allowed: parsed.allowed });
    warnings.push(`${place} is ${shown}, but must be ${parsed.allowed}; it is ignored.`);
  }
  return defaultChoice(name);
}

/** The present name of an option, or its former name where a layer has only that. */
function sourceIn(layer: SettingLayer, present: OptionSource, { earlierName }: OptionSpec): OptionSource {
  if (earlierName === undefined || isGiven(layer.valueOf(present))) return present;
  return isGiven(layer.valueOf(earlierName)) ? earlierName : present;
}

export function sourceOf(name: OptionName): OptionSource {
  return { option: name, ...OPTIONS[name] };
}

export function defaultChoice(name: OptionName): Choice {
  return { value: OPTIONS[name].default, origin: "default", layer: undefined };
}
