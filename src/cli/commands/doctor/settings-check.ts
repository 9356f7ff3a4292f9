import type { ActivationVerdict } from "../../../settings/activation-rule.js";
import { hasServer } from "../../../settings/hosted-opik.js";
import type { ResolvedSettings } from "../../../settings/resolve-settings.js";
import { type CheckResult, failed, ok, warning } from "./check.js";

/** Whether the settings name a usable server or a trace store, and whether something turns tracing off. */
export function checkSettings(resolved: ResolvedSettings, activation: ActivationVerdict): CheckResult {
  const { settings, warnings, refusals } = resolved;
  const refusal = refusals.get("apiUrl");
  if (refusal !== undefined) return failed(refusal, "docs/options.md says which source is trusted with what.");
  const refusedStore = refusals.get("store");
  if (!hasServer(settings) && settings.store === undefined) {
    if (refusedStore !== undefined)
      return failed(refusedStore, "docs/options.md says which source is trusted with what.");
    return failed(
      `${settings.apiUrl} needs an API key and none is set`,
      "Set OPIK_API_KEY, OPIK_URL_OVERRIDE for a server of your own, or OPIK_LANGCHAIN_STORE for a store; `npx langchain-opik init` writes them down.",
    );
  }
  const wrong = [...warnings, ...(activation.warning === undefined ? [] : [activation.warning])];
  if (wrong.length > 0) return warning(wrong.join(" "), "Correct the value, or remove it.");
  if (activation.active) {
    return ok(hasServer(settings) ? "a server is named, with what it needs" : "a trace store is named, and no server");
  }
  return warning(
    `langchain-opik/register records nothing here (${activation.because}), only a handler given in code does`,
    "Set OPIK_LANGCHAIN_TRACING=true to have all runs traced.",
  );
}
