import { type Choice, chooseValue, defaultChoice, sourceOf } from "./choose-value.js";
import { type Environment, readVariable } from "./environment.js";
import { readTextFile } from "./files/text-file.js";
import type { OptionSpec } from "./options/option-spec.js";
import { OPTIONS, type OptionName } from "./options/option-table.js";
import { shownValue } from "./options/shown-value.js";
import type { SettingLayer } from "./setting-layers.js";

/**
 * The user decides where traces go, and with which key. Code, the environment and `~/.opik.config` are the user's own;
 * files in the working folder belong to whoever wrote the folder. Such files may say where traces go where the user
 * does not, but may neither redirect traces nor have the user's key sent elsewhere.
 */

export type Choices = ReadonlyMap<OptionName, Choice>;

/**
 * Why an option has its default instead of the value in a file of the working folder. Without an `apiUrl` nothing is
 * sent to Opik.
 */
export type Refusals = ReadonlyMap<OptionName, string>;

const CONNECTION = ["apiUrl", "apiKey", "headers"] as const satisfies readonly OptionName[];
const CREDENTIALS = ["apiKey", "headers"] as const satisfies readonly OptionName[];
/** By any of these the user has said where traces go. */
const OWN_WORDS = ["apiKey", "apiUrl", "headers", "store"] as const satisfies readonly OptionName[];

export function findRefusals(choices: Choices, layers: readonly SettingLayer[], env: Environment): Refusals {
  const scene: Scene = { choices, layers, env };
  const connection = refusedConnection(scene);
  const reasons: readonly (readonly [OptionName, string | undefined])[] = [
    ...CONNECTION.map((name) => [name, connection] as const),
    ["store", refusedStore(scene)],
    ["spoolDir", refusedSpoolDir(scene)],
  ];
  return new Map(reasons.flatMap(([name, reason]) => (reason === undefined ? [] : [[name, reason] as const])));
}

interface Scene {
  readonly choices: Choices;
  readonly layers: readonly SettingLayer[];
  readonly env: Environment;
}

function refusedConnection(scene: Scene): string | undefined {
  for (const name of CONNECTION) {
    if (!isForeign(name, scene)) continue;
    const own = conflictWith(name, scene);
    if (own === undefined) continue;
    const { env } = OPTIONS[name];
    return `nothing is sent to Opik, because ${placeOf(name, scene)} says where your traces go, and so does ${own}. A file in the working folder may not redirect your key or your traces. If you trust it, set ${env} to the same value in the environment; otherwise remove it from the file.`;
  }
  return undefined;
}

/** The user's own setting that forbids it. */
function conflictWith(name: (typeof CONNECTION)[number], scene: Scene): string | undefined {
  // The files of variables that a command reads represent the environment of the programs there, and override
  // `~/.opik.config` as the environment does. Only keys from elsewhere must not go to their address.
  if (choiceOf(name, scene).origin === "env-file") {
    const credential =
      name === "apiUrl" ? CREDENTIALS.find((one) => choiceOf(one, scene).layer?.isOwn() === true) : undefined;
    return credential && placeOf(credential, scene);
  }
  return ownWord(scene);
}

function ownWord(scene: Scene): string | undefined {
  for (const name of OWN_WORDS) {
    const { layer } = ownChoice(name, scene);
    if (layer !== undefined) return layer.labelOf(sourceOf(name));
  }
  return undefined;
}

const SERVER = /^[a-z][a-z0-9+.-]+:/i;
/** A folder of another computer, as Windows names it. */
const SHARE = /^[\\/]{2}/;

function refusedStore(scene: Scene): string | undefined {
  const { value, origin } = choiceOf("store", scene);
  if (typeof value !== "string" || !isForeign("store", scene) || !(SERVER.test(value) || SHARE.test(value))) {
    return undefined;
  }
  const own = origin === "env-file" ? undefined : ownWord(scene);
  const isOpenedByOwn = SERVER.test(value) && !hasPassword(value) && hasOwnDatabasePassword(scene.env);
  const why = isOpenedByOwn
    ? "it has no password of its own, and yours would be sent there"
    : own && `${own} says where your traces go`;
  return (
    why &&
    `${placeOf("store", scene)} is ignored, because ${why}. If you trust it, set OPIK_LANGCHAIN_STORE to the same value in the environment.`
  );
}

function refusedSpoolDir(scene: Scene): string | undefined {
  const { value } = choiceOf("spoolDir", scene);
  if (typeof value !== "string" || !isForeign("spoolDir", scene) || !SHARE.test(value)) return undefined;
  return `${placeOf("spoolDir", scene)} is ignored, because it names a folder of another computer. If you trust it, set OPIK_LANGCHAIN_SPOOL_DIR to the same value in the environment.`;
}

/** Whether a file in the working folder gave the value, and the user's own sources say something else. */
function isForeign(name: OptionName, scene: Scene): boolean {
  const { layer, value } = choiceOf(name, scene);
  if (layer === undefined || layer.isOwn()) return false;
  return JSON.stringify(value) !== JSON.stringify(ownChoice(name, scene).value);
}

function ownChoice(name: OptionName, { layers }: Scene): Choice {
  const own = layers.filter((layer) => layer.isOwn());
  return chooseValue(name, own, []);
}

function choiceOf(name: OptionName, { choices }: Scene): Choice {
  return choices.get(name) ?? defaultChoice(name);
}

function placeOf(name: OptionName, scene: Scene): string {
  const { layer, value } = choiceOf(name, scene);
  const spec: OptionSpec = OPTIONS[name];
  const place = layer?.labelOf(sourceOf(name)) ?? name;
  return spec.kind === "url" ? `${place}, ${shownValue(spec.kind, value)},` : place;
}

function hasPassword(address: string): boolean {
  return URL.canParse(address) && new URL(address).password !== "";
}

/** Whether the database's driver would find a password by itself. */
function hasOwnDatabasePassword(env: Environment): boolean {
  const isNamed = [readVariable(env, "PGPASSWORD"), readVariable(env, "PGPASSFILE")].some((value) => value);
  return isNamed || readTextFile("~/.pgpass").status !== "missing";
}
