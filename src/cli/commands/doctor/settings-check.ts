import type { ActivationVerdict } from "../../../settings/activation-rule.js";
import { needsApiKey } from "../../../settings/hosted-opik.js";
import type { ResolvedSettings } from "../../../settings/resolve-settings.js";
import { type CheckResult, failed, ok, warning } from "./check.js";

/** Whether the settings name a server and what it needs, and whether something turns tracing off. */
export function checkSettings(resolved: ResolvedSettings, activation: ActivationVerdict): CheckResult {
  const { settings, warnings, refusals } = resolved;
  const refusal = refusals.get("apiUrl");
  if (refusal !== undefined) return failed(refusal, "docs/options.md says which source is trusted with what.");
  if (settings.apiKey === undefined && needsApiKey(settings.apiUrl)) {
    return failed(
      `${settings.apiUrl} needs an API key and none is set`,
      "Set OPIK_API_KEY, or OPIK_URL_OVERRIDE for a server of your own; `npx langchain-opik init` writes them down.",
    );
  }
  const wrong = [...warnings, ...(activation.warning === undefined ? [] : [activation.warning])];
  if (wrong.length > 0) return warning(wrong.join(" "), "Correct the value, or remove it.");
  if (activation.active) return ok("a server is named, with what it needs");
  return warning(
    `langchain-opik/register records nothing here (${activation.because}), only a handler given in code does`,
    "Set OPIK_LANGCHAIN_TRACING=true to have all runs traced.",
  );
}
