import { shownAddress } from "../../../logging/known-secrets.js";
import { safeText } from "../../../logging/safe-text.js";
import { OPTION_NAMES, OPTIONS, type OptionName } from "../../../settings/options/option-table.js";
import type { ResolvedSettings } from "../../../settings/resolve-settings.js";
import type { Origin } from "../../../settings/setting-layers.js";
import { isStoreServer } from "../../project/store-place.js";

/** One setting as a person may see it. */
export interface SettingRow {
  readonly option: OptionName;
  /** Secrets are masked. */
  readonly value: string;
  readonly source: string;
}

const ALWAYS_SHOWN: ReadonlySet<string> = new Set(["apiKey", "apiUrl", "workspaceName", "projectName"]);
const SHOWN_END_FROM_CHARACTERS = 16;

/** The settings that decide where traces go, and all that differ from their default. */
export function settingRows(
  { settings, origins }: ResolvedSettings,
  fileOf: (variable: string) => string | undefined,
): readonly SettingRow[] {
  return OPTION_NAMES.filter((name) => ALWAYS_SHOWN.has(name) || origins[name] !== "default").map((option) => {
    const { kind, env } = OPTIONS[option];
    const origin = origins[option];
    const source = sourceText(origin, env, fileOf);
    return { option, value: shown(kind, settings[option]), source };
  });
}

function sourceText(origin: Origin, variable: string, fileOf: (variable: string) => string | undefined): string {
  if (origin === "environment") return `environment, ${variable}`;
  return origin === "env-file" ? `${fileOf(variable) ?? "file"}, ${variable}` : origin;
}

function shown(kind: string, value: unknown): string {
  if (value === undefined) return "not set";
  if (kind === "secretText" && typeof value === "string") return maskedSecret(value);
  if (kind === "headers" && typeof value === "object" && value !== null) {
    return Object.keys(value)
      .map((name) => `${name}: ***`)
      .join(", ");
  }
  if (kind === "storeLocation" && typeof value === "string") return shownLocation(value);
  return safeText(typeof value === "string" ? value : JSON.stringify(value));
}

/** A folder, or the address of a database without its other parts. */
export function shownLocation(location: string): string {
  return isStoreServer(location) ? shownAddress(location) : safeText(location);
}

/** Enough to distinguish two keys, never enough to use one. */
export function maskedSecret(secret: string): string {
  return secret.length >= SHOWN_END_FROM_CHARACTERS ? `***${secret.slice(-4)}` : "***";
}
