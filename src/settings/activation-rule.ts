import { type Environment, readVariable } from "./environment.js";
import type { ReadOpikConfigFile } from "./files/opik-config-file.js";
import { needsApiKey } from "./hosted-opik.js";
import { shownValue } from "./options/shown-value.js";

/** Whether a program that does not decide it in code is to be traced, and what decided it. */
export interface ActivationVerdict {
  readonly active: boolean;
  /** A switch that was set for this purpose, or any other setting. */
  readonly decidedBy: "switch" | "settings";
  /** For a debug log; it contains no value of a setting. */
  readonly because: string;
  /** What is wrong with a switch that was passed over. */
  readonly warning?: string;
}

/**
 * `OPIK_LANGCHAIN_TRACING` decides where it is `true` or `false`; then `OPIK_TRACK_DISABLE`, Opik's own switch; then
 * whether the environment has an API key, the address of a server that needs none, or a trace store, or Opik's config
 * file has one of the first two.
 */
export function activationVerdict(env: Environment, readConfigFile: ReadOpikConfigFile): ActivationVerdict {
  const text = readVariable(env, "OPIK_LANGCHAIN_TRACING")?.trim() ?? "";
  const ours = truth(text);
  if (ours !== undefined) return { active: ours, decidedBy: "switch", because: `OPIK_LANGCHAIN_TRACING is ${ours}` };
  const verdict = verdictOfOpik(env, readConfigFile);
  if (text === "") return verdict;
  const shown = shownValue("text", text);
  return { ...verdict, warning: `OPIK_LANGCHAIN_TRACING is ${shown}, but must be true or false; it is ignored.` };
}

/** What Opik's own settings say. */
function verdictOfOpik(env: Environment, readConfigFile: ReadOpikConfigFile): ActivationVerdict {
  const isDisabled = truth(readVariable(env, "OPIK_TRACK_DISABLE")) === true;
  if (isDisabled) return { active: false, decidedBy: "switch", because: "OPIK_TRACK_DISABLE is true" };
  const configured = whatIsConfigured(env, readConfigFile);
  const because = configured ?? "neither an API key nor a server of your own is configured";
  return { active: configured !== undefined, decidedBy: "settings", because };
}

function whatIsConfigured(env: Environment, readConfigFile: ReadOpikConfigFile): string | undefined {
  if (readVariable(env, "OPIK_API_KEY")?.trim()) return "OPIK_API_KEY is set";
  if (isOwnServer(readVariable(env, "OPIK_URL_OVERRIDE"))) return "OPIK_URL_OVERRIDE names a server that needs no key";
  if (readVariable(env, "OPIK_LANGCHAIN_STORE")?.trim()) return "OPIK_LANGCHAIN_STORE is set";
  const { path, values } = readConfigFile(env);
  const isConfigured = Boolean(values.get("api_key")) || isOwnServer(values.get("url_override"));
  return isConfigured ? `${path} configures Opik` : undefined;
}

function truth(text: string | undefined): boolean | undefined {
  const word = text?.trim().toLowerCase();
  if (word === "true") return true;
  return word === "false" ? false : undefined;
}

// An invalid address counts too: the handler then says in one line what is wrong with it.
function isOwnServer(address: string | undefined): boolean {
  const text = address?.trim() ?? "";
  return text !== "" && !(URL.canParse(text) && needsApiKey(text));
}
