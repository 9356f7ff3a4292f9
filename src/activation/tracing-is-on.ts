import { warnOnce } from "../logging/warn-once.js";
import { activationVerdict } from "../settings/activation-rule.js";
import { debugLine } from "../settings/debug-line.js";
import { processEnvironment } from "../settings/environment.js";
import { readOpikConfigFile } from "../settings/files/opik-config-file.js";

/** Whether this process is to be traced. It costs next to nothing: neither LangChain nor the handler is loaded. */
export function tracingIsOn(): boolean {
  const env = processEnvironment();
  const { active, because, warning } = activationVerdict(env, readOpikConfigFile);
  if (warning !== undefined) warnOnce("activation", warning);
  debugLine(env, () => `tracing is ${active ? "on" : "off"}: ${because}.`);
  return active;
}

/** Said once, because somebody who switched tracing on waits for traces; but a program without LangChain has none. */
export function activationFailed(error: unknown): void {
  const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  if (isMissingLangChain(error)) debugLine(processEnvironment(), () => `tracing could not be switched on: ${reason}`);
  else warnOnce("activation-failed", `tracing is on, but it could not start, and nothing is traced: ${reason}`);
}

function isMissingLangChain(error: unknown): boolean {
  const isMissing = error instanceof Error && "code" in error && String(error.code).endsWith("MODULE_NOT_FOUND");
  return isMissing && error.message.includes("@langchain/core");
}
