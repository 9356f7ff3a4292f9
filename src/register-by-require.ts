import { pathToFileURL } from "node:url";
import { isMainThread, parentPort } from "node:worker_threads";
import { resolveInheritedFlags } from "./activation/inherited-flags.js";
import { activationFailed, tracingIsOn } from "./activation/tracing-is-on.js";

// Node also runs what `--require` names in the thread of its own that loads modules; a worker has a port to its parent.
const runsProgram = isMainThread || parentPort !== null;

resolveInheritedFlags(() => pathToFileURL(__filename).href);

if (runsProgram && tracingIsOn()) {
  try {
    // The program that follows a `--require` starts at once, so everything has to be loaded at once too.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- nothing else loads at once and only here.
    const loaded: unknown = require("./activation/activate.cjs");
    activateWith(loaded).catch(activationFailed);
  } catch (error) {
    activationFailed(error);
  }
}

async function activateWith(loaded: unknown): Promise<void> {
  if (typeof loaded !== "object" || loaded === null || !("activate" in loaded)) return;
  if (typeof loaded.activate === "function") await Reflect.apply(loaded.activate, undefined, []);
}
