import { unknownKeys, valueAt } from "./config-keys.js";
import { type Environment, readVariable } from "./environment.js";
import type { OpikConfigFile, ReadOpikConfigFile } from "./files/opik-config-file.js";
import type { ProjectConfigFile, ReadProjectConfig } from "./files/project-config-file.js";
import { clientConfigFields, clientFields, type OpikClientConfig, type OpikClientLike } from "./opik-client.js";
import type { OptionValues } from "./options/option-values.js";
import { isGiven, type Notation } from "./options/parse-option.js";
import { isJsonObject } from "./options/parse-value.js";
import { SettingsError } from "./settings-error.js";

/** Where a setting's value came from. */
export type Origin =
  | "code"
  | "clientConfig"
  | "client"
  | "environment"
  | "env-file"
  | "config-file"
  | "opik-config"
  | "default";

/** What code may give. An option given directly overrides `clientConfig`, which overrides `client`. */
export interface SettingsInput extends OptionValues {
  /** An `Opik` client whose connection is used; it is only read. */
  readonly client?: OpikClientLike | undefined;
  /** Opik's own configuration as a plain object. */
  readonly clientConfig?: OpikClientConfig | undefined;
}

/** The sources outside the code. */
export interface SettingsSources {
  readonly env: Environment;
  /** Variables that a command has read from files in its folder. In a program they are a part of the environment. */
  readonly envFiles?: EnvFiles;
  readonly readProjectConfig: ReadProjectConfig;
  readonly readConfigFile: ReadOpikConfigFile;
}

export interface EnvFiles {
  readonly values: Environment;
  /** The name of the file that gives a variable its value. */
  readonly fileOf: (variable: string) => string | undefined;
  /** Why a file was not read. */
  readonly problems: readonly string[];
}

/** Where an option may stand in each layer. */
export interface OptionSource {
  /** In code. */
  readonly option: string;
  readonly env: string;
  readonly fileKey: string;
  readonly iniKey?: string;
}

/** One place that may give values. */
export interface SettingLayer {
  readonly origin: Exclude<Origin, "default">;
  readonly notation: Notation;
  /** A bad value of code is an error; anything else must not stop the program, and is a warning. */
  readonly onBadValue: "throw" | "warn";
  /**
   * Whether it comes from the user or from the author of the program; anybody may have written a file that was found in
   * the working folder.
   */
  isOwn(): boolean;
  valueOf(source: OptionSource): unknown;
  /** How a message names the option of this layer. */
  labelOf(source: OptionSource): string;
  /** What is wrong with the layer as a whole, known once it was read. */
  problems?(): readonly string[];
}

/** The layers from the strongest to the weakest. */
export function settingLayers(input: SettingsInput, sources: SettingsSources): readonly SettingLayer[] {
  const { client, clientConfig } = input;
  const layers = [codeLayer("code", input, "")];
  if (isGiven(clientConfig)) {
    layers.push(codeLayer("clientConfig", clientConfigFields(checkedClientConfig(clientConfig)), "clientConfig."));
  }
  if (isGiven(client)) layers.push(codeLayer("client", checkedClientFields(client), "client.config."));
  layers.push(environmentLayer(sources.env));
  if (sources.envFiles !== undefined) layers.push(envFilesLayer(sources.envFiles));
  layers.push(projectConfigLayer(sources), opikConfigLayer(sources));
  return layers;
}

function codeLayer(
  origin: SettingLayer["origin"],
  values: Readonly<Record<string, unknown>> | SettingsInput,
  prefix: string,
): SettingLayer {
  const fields: Readonly<Record<string, unknown>> = { ...values };
  return {
    origin,
    notation: "values",
    onBadValue: "throw",
    isOwn: () => true,
    valueOf: ({ option }) => fields[option],
    labelOf: ({ option }) => prefix + option,
  };
}

function environmentLayer(env: Environment): SettingLayer {
  return {
    origin: "environment",
    notation: "text",
    onBadValue: "warn",
    isOwn: () => true,
    valueOf: (source) => readVariable(env, source.env),
    labelOf: (source) => `${source.env} (${source.option})`,
  };
}

function envFilesLayer({ values, fileOf, problems }: EnvFiles): SettingLayer {
  return {
    origin: "env-file",
    notation: "text",
    onBadValue: "warn",
    isOwn: () => false,
    valueOf: (source) => values[source.env],
    labelOf: (source) => `${source.env} (${source.option}) in ${fileOf(source.env) ?? "a file of variables"}`,
    problems: () => problems,
  };
}

function projectConfigLayer({ env, readProjectConfig }: SettingsSources): SettingLayer {
  let file: ProjectConfigFile | undefined;
  const read = () => (file ??= readProjectConfig(env));
  return {
    origin: "config-file",
    notation: "values",
    onBadValue: "warn",
    isOwn: () => read().isOwn,
    valueOf: ({ fileKey }) => valueAt(read().tree, fileKey),
    labelOf: ({ option, fileKey }) => `${fileKey} (${option}) in ${file?.path ?? "the config file"}`,
    problems: () => (file === undefined ? [] : fileProblems(file)),
  };
}

function fileProblems({ path, tree, warning }: ProjectConfigFile): readonly string[] {
  const unknown = unknownKeys(tree);
  const strange = `${path ?? "The config file"} has unknown keys: ${unknown.join(", ")}.`;
  return [...(warning === undefined ? [] : [warning]), ...(unknown.length === 0 ? [] : [strange])];
}

/** Reads the file only when an option that it may hold is still open. */
function opikConfigLayer({ env, readConfigFile }: SettingsSources): SettingLayer {
  let file: OpikConfigFile | undefined;
  const read = () => (file ??= readConfigFile(env));
  return {
    origin: "opik-config",
    notation: "text",
    onBadValue: "warn",
    isOwn: () => read().isOwn,
    valueOf: ({ iniKey }) => (iniKey === undefined ? undefined : read().values.get(iniKey)),
    labelOf: ({ option, iniKey }) => `${iniKey ?? ""} (${option}) in ${file?.path ?? "Opik's config file"}`,
    problems: () => (file?.warning === undefined ? [] : [file.warning]),
  };
}

// The parameters are `unknown` because JavaScript callers are not held to the types.
function checkedClientConfig(clientConfig: unknown): Readonly<Record<string, unknown>> {
  if (isJsonObject(clientConfig)) return clientConfig;
  throw new SettingsError({
    option: "clientConfig",
    shown: `a value of type ${typeof clientConfig}`,
    allowed: "an object",
  });
}

function checkedClientFields(client: unknown): Readonly<Record<string, unknown>> {
  const fields = clientFields(client);
  if (fields !== undefined) return fields;
  throw new SettingsError({
    option: "client",
    shown: `a value of type ${typeof client}`,
    allowed: "an Opik client, with its config",
  });
}
