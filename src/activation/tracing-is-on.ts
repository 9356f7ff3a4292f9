import { tellOnce } from "../handlers/notices.js";
import { activationVerdict } from "../settings/activation-rule.js";
import { debugLine } from "../settings/debug-line.js";
import { processEnvironment } from "../settings/environment.js";
import { readOpikConfigFile } from "../settings/opik-config-file.js";

/** Whether this process is to be traced. It costs next to nothing: neither LangChain nor the handler is loaded. */
export function tracingIsOn(): boolean {
  const env = processEnvironment();
  const { active, because, warning } = activationVerdict(env, readOpikConfigFile);
  if (warning !== undefined) tellOnce("activation", warning);
  debugLine(env, () => `tracing is ${active ? "on" : "off"}: ${because}.`);
  return active;
}

/** Said once, however the program is started: somebody who switched tracing on would else wait for traces. */
export function activationFailed(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  const [firstLine = ""] = reason.split("\n");
  tellOnce("activation-failed", `tracing is on, but it could not start, and nothing is traced: ${firstLine}`);
}
