import type { RecordStore } from "../records/record-store.js";
import type { Redact } from "../records/redaction/redaction.js";
import { withNearestName } from "../settings/nearest-name.js";
import { EARLIER_NAMES, OPTION_NAMES } from "../settings/options/option-table.js";
import { isGiven } from "../settings/options/parse-option.js";
import { shownValue } from "../settings/options/shown-value.js";
import { resolveSettings } from "../settings/resolve-settings.js";
import type { SettingsInput, SettingsSources } from "../settings/setting-layers.js";
import { isSettingsError, SettingsError } from "../settings/settings-error.js";
import type { ProviderOf } from "./convert/model/model-override.js";
import type { DrawableGraph } from "./graph-definition.js";
import type { KeepTrace } from "./trace-sampling.js";

/**
 * What a handler may be given. Every field may be left out; then the environment, Opik's own config file and the
 * defaults decide. The table in docs/options.md says where each may stand and what its default is.
 */
export interface OpikCallbackHandlerOptions extends Omit<SettingsInput, "store" | "provider"> {
  /**
   * A database of your own that keeps the traces too, or alone: its folder or address, or an open TraceStore, which
   * stays yours to close.
   *
   * Environment: `OPIK_LANGCHAIN_STORE`; config file: `store.location`. They name a folder or an address.
   */
  readonly store?: string | RecordStore | undefined;
  /**
   * The provider that answers calls of models, in Opik's term, such as openai or bedrock; or a function that returns it
   * for each call. A run's metadata (`opik_provider`, `opik_model`) overrides it. Without it, the provider is detected
   * for each call.
   *
   * Environment: `OPIK_LANGCHAIN_PROVIDER`; config file: `costs.provider`.
   */
  readonly provider?: string | ProviderOf | undefined;
  /** The compiled LangGraph, or agent, that this handler traces: Opik then shows its drawing beside each trace. */
  readonly graph?: DrawableGraph | undefined;
  /** Keeps traces that sampling would drop, when it returns true. Called once for each, when its root has ended. */
  readonly keepTrace?: KeepTrace | undefined;
  /** Changes or hides values before anything is written; runs after the standard set of the option `redaction`. */
  readonly redact?: Redact | undefined;
}

/**
 * @throws SettingsError alone, also for values that throw when read: a handler is often made where nothing else fails.
 */
export function readOptions(options: OpikCallbackHandlerOptions, sources: SettingsSources | undefined) {
  try {
    return readReadable(options, sources);
  } catch (error) {
    if (isSettingsError(error)) throw error;
    throw new SettingsError({ option: "an option", shown: "an object that can't be read", allowed: "a plain value" });
  }
}

function readReadable(options: OpikCallbackHandlerOptions, sources: SettingsSources | undefined) {
  const { graph, store: givenStore, provider, ...input } = options;
  const store = storeOption(givenStore);
  const providerOf = typeof provider === "function" ? provider : undefined;
  const resolved = resolveSettings(
    { ...input, ...store.setting, ...(typeof provider !== "function" && { provider }) },
    sources,
  );
  return {
    graph,
    redact: givenFunction("redact", options.redact),
    keepTrace: givenFunction("keepTrace", options.keepTrace),
    store,
    providerOf,
    ...resolved,
    warnings: [...resolved.warnings, ...unknownOptions(options)],
    hasClient: isGiven(options.client),
  };
}

const NAMES: readonly string[] = [...OPTION_NAMES, ...["client", "clientConfig", "graph", "keepTrace", "redact"]];

/** One sentence if code gives options that do not exist: JavaScript callers are not held to the types. */
function unknownOptions(options: OpikCallbackHandlerOptions): readonly string[] {
  const given = Object.entries(options).filter(([, value]) => isGiven(value));
  const unknown = given.map(([name]) => name).filter((name) => !NAMES.includes(name) && !isEarlierName(name));
  if (unknown.length === 0) return [];
  const shown = unknown.slice(0, MAX_SHOWN).map((name) => withNearestName(name, NAMES));
  const more = unknown.length > MAX_SHOWN ? ` and ${unknown.length - MAX_SHOWN} more` : "";
  return [`OpikCallbackHandler has no option ${shown.join(", ")}${more}; docs/options.md lists all.`];
}

function isEarlierName(name: string): boolean {
  return EARLIER_NAMES.some(({ option }) => option === name);
}

const MAX_SHOWN = 5;

/**
 * A function that code gave as an option; undefined where it gave none.
 *
 * @throws SettingsError for anything else: JavaScript callers are not held to the types.
 */
function givenFunction<Given extends (...given: never[]) => unknown>(
  option: string,
  value: Given | undefined,
): Given | undefined {
  const given: unknown = value;
  if (typeof given === "function") return value;
  if (!isGiven(given)) return undefined;
  throw new SettingsError({ option, shown: shownValue("text", given), allowed: "a function" });
}

/** The option `store` is a setting, and the store itself where code opened one. */
interface StoreOption {
  readonly setting?: { readonly store: string };
  readonly given?: RecordStore;
}

/** @throws SettingsError for what is neither: JavaScript callers are not held to the types */
function storeOption(option: string | RecordStore | null | undefined): StoreOption {
  if (option === undefined || option === null) return {};
  if (typeof option === "string") return { setting: { store: option } };
  // As a setting too: it says where the traces go.
  if (isRecordStore(option)) return { setting: { store: option.place }, given: option };
  throw new SettingsError({
    option: "store",
    shown: `a value of type ${typeof option}`,
    allowed: "a folder, an address such as postgres://user@host:5432/database, or an open TraceStore",
  });
}

function isRecordStore(value: unknown): value is RecordStore {
  if (typeof value !== "object" || value === null) return false;
  return "write" in value && typeof value.write === "function" && "place" in value && typeof value.place === "string";
}
