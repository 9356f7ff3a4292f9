import type { OpikCallbackHandler } from "../handlers/opik-callback-handler.js";
import { processEnvironment, readVariable } from "../settings/environment.js";

/**
 * In a program that Opik's Local Runner runs: sends what the handler has. The runner reports a call as done when it
 * returns, and ends the process at once when it is stopped, so the runs are to be in Opik by then.
 */
export async function sendForLocalRunner(handler: OpikCallbackHandler): Promise<void> {
  if (readVariable(processEnvironment(), "OPIK_RUNNER_MODE") === "true") await handler.flush();
}
