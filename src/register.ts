import { isBundled, resolveInheritedFlags } from "./activation/inherited-flags.js";
import { activationFailed, tracingIsOn } from "./activation/tracing-is-on.js";

resolveInheritedFlags(() => import.meta.url);

if (tracingIsOn()) {
  try {
    const { activateConfigured } = await import("./activation/activate.js");
    await activateConfigured({ isBundled: isBundled(import.meta.url) });
  } catch (error) {
    activationFailed(error);
  }
}
