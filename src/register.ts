import { placeInheritedFlags } from "./activation/inherited-flags.js";
import { activationFailed, tracingIsOn } from "./activation/tracing-is-on.js";

placeInheritedFlags(() => import.meta.url);

if (tracingIsOn()) {
  try {
    const { activateConfigured } = await import("./activate.js");
    await activateConfigured();
  } catch (error) {
    activationFailed(error);
  }
}
