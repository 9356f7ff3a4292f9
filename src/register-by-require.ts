import { pathToFileURL } from "node:url";
import { isMainThread, parentPort } from "node:worker_threads";
import { isLoadedFirst, resolveInheritedFlags } from "./activation/inherited-flags.js";
import { activationFailed, tracingIsOn } from "./activation/tracing-is-on.js";

// Node also runs what `--require` names in the thread of its own that loads modules; a worker has a port to its parent.
const runsProgram = isMainThread || parentPort !== null;

const ownUrl = () => pathToFileURL(__filename).href;

resolveInheritedFlags(ownUrl);

if (runsProgram && tracingIsOn()) activateNow().catch(activationFailed);

/** The program that follows a `--require` starts at once, so everything has to be loaded at once too. */
/* oxlint-disable typescript/no-require-imports -- nothing else loads at once and only here. */
async function activateNow(): Promise<void> {
  const isFirst = isLoadedFirst("--require", ownUrl());
  const exportsBefore = call(require("./activation/follow-loading.cjs"), "followLoading", { isFirst });
  await call(require("./activation/activate.cjs"), "activate", exportsBefore);
}
/* eslint-enable typescript/no-require-imports */

function call(exported: unknown, name: string, ...given: unknown[]): unknown {
  const named: unknown = typeof exported === "object" && exported !== null ? Reflect.get(exported, name) : undefined;
  return typeof named === "function" ? Reflect.apply(named, undefined, given) : undefined;
}
