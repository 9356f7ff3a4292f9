import { activationFailed, tracingIsOn } from "./activation/tracing-is-on.js";

if (tracingIsOn()) {
  try {
    const { activateConfigured } = await import("./activate.js");
    await activateConfigured();
  } catch (error) {
    activationFailed(error);
  }
}
