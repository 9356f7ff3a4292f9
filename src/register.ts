import { activationFailed, tracingIsOn } from "./activation/tracing-is-on.js";

if (tracingIsOn()) {
  try {
    const { activate } = await import("./activate.js");
    await activate();
  } catch (error) {
    activationFailed(error);
  }
}
