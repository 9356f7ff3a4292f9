import { activationFailed, tracingIsOn } from "./activation/tracing-is-on.js";

// The program that follows a `--require` starts at once, so everything has to be loaded at once too.
if (tracingIsOn()) {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- nothing else loads at once and only here.
    const loaded: unknown = require("./activate.cjs");
    activateWith(loaded).catch(activationFailed);
  } catch (error) {
    activationFailed(error);
  }
}

async function activateWith(loaded: unknown): Promise<void> {
  if (typeof loaded !== "object" || loaded === null || !("activate" in loaded)) return;
  if (typeof loaded.activate === "function") await Reflect.apply(loaded.activate, undefined, []);
}
