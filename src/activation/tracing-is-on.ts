import { warnOnce } from "../logging/warn-once.js";
import { activationVerdict } from "../settings/activation-rule.js";
import { debugLine } from "../settings/debug-line.js";
import { type Environment, processEnvironment, readVariable } from "../settings/environment.js";
import { readOpikConfigFile } from "../settings/files/opik-config-file.js";
import { unloadedEnvFile } from "../settings/files/unloaded-env-file.js";

/** Whether this process is to be traced. It costs next to nothing: neither LangChain nor the handler is loaded. */
export function tracingIsOn(): boolean {
  const env = processEnvironment();
  const { active, decidedBy, because, warning } = activationVerdict(env, readOpikConfigFile);
  if (warning !== undefined) warnOnce("activation", warning);
  if (!active && decidedBy === "settings") tellOfEnvFile(env);
  debugLine(env, () => `tracing is ${active ? "on" : "off"}: ${because}.`);
  return active;
}

/**
 * A person who wrote settings to an env file expects traces. Says nothing where none are expected, as in tests and in
 * CI; nor in an installed tool, such as npm or a bundler, which inherits `NODE_OPTIONS` and starts the program.
 */
function tellOfEnvFile(env: Environment): void {
  if (readVariable(env, "CI")?.trim() || readVariable(env, "NODE_ENV") === "test" || isInstalledTool()) return;
  const remedy = unloadedEnvFile(env);
  if (remedy === undefined || !isMainThread()) return;
  // The same kind as for a handler without a server, whose line would repeat this one.
  warnOnce("unconfigured", `nothing is traced, because no server is configured. ${remedy}.`);
}

function isInstalledTool(): boolean {
  return /[\\/]node_modules[\\/]/.test(process.argv[1] ?? "");
}

function isMainThread(): boolean {
  return process.getBuiltinModule("node:worker_threads").isMainThread;
}

/** Reported once, because a person who switched tracing on expects traces; but a program without LangChain has none. */
export function activationFailed(error: unknown): void {
  const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  if (isMissingLangChain(error)) debugLine(processEnvironment(), () => `tracing could not be switched on: ${reason}`);
  else warnOnce("activation-failed", `tracing is on, but it could not start, and nothing is traced: ${reason}`);
}

function isMissingLangChain(error: unknown): boolean {
  const isMissing = error instanceof Error && "code" in error && String(error.code).endsWith("MODULE_NOT_FOUND");
  return isMissing && error.message.includes("@langchain/core");
}
