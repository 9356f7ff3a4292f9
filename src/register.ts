import { isBundled, isLoadedFirst, resolveInheritedFlags } from "./activation/inherited-flags.js";
import { activationFailed, tracingIsOn } from "./activation/tracing-is-on.js";

resolveInheritedFlags(() => import.meta.url);

if (tracingIsOn()) {
  try {
    const { followLoading } = await import("./activation/follow-loading.js");
    const exportsBefore = followLoading({ isFirst: isLoadedFirst("--import", import.meta.url) });
    const { activateConfigured } = await import("./activation/activate.js");
    await activateConfigured({ exportsBefore, isBundled: isBundled(import.meta.url) });
  } catch (error) {
    activationFailed(error);
  }
}
