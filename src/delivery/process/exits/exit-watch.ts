import { ignoreErrors } from "../../../runtime/ignore-errors.js";
import { beforeVitestEnds } from "../../../runtime/test-runners.js";
import { type ExitHook, type ProcessRegistry, processRegistry } from "../process-registry.js";
import { createSignalListener } from "./ending-signals.js";
import { deliverLast, sendLast } from "./last-delivery.js";
import { listenToProcess } from "./process-listeners.js";

/**
 * Ensures that what is pending when the process ends is delivered or on disk, however it ends short of SIGKILL. May be
 * called again: all copies of this package in a process share one watch.
 */
export function watchExits(): void {
  const registry = processRegistry();
  // A runtime may have no `process`, or one without listeners: nothing announces its end then.
  ignoreErrors(() => {
    registry.unwatchExits ??= listenToExits(registry);
  });
}

/** Whether the process has finished its work: listeners to its exit are the last to run. */
export function isExiting(): boolean {
  const host: { readonly process?: unknown } = globalThis;
  return typeof host.process === "object" && host.process !== null && Reflect.get(host.process, "_exiting") === true;
}

/** Ends the watch when nothing is left that could be pending. */
export function unwatchIdleExits(): void {
  const registry = processRegistry();
  if (registry.deliveries.size > 0 || registry.exitHooks.size > 0) return;
  registry.unwatchExits?.();
  registry.unwatchExits = undefined;
}

/**
 * Registers work to be done before that, such as passing on records of runs that are still open. It may be called
 * several times, and what it throws is ignored.
 *
 * @returns removes the registration
 */
export function onProcessEnd(hook: ExitHook): () => void {
  const { exitHooks } = processRegistry();
  exitHooks.add(hook);
  watchExits();
  return () => {
    exitHooks.delete(hook);
    unwatchIdleExits();
  };
}

let vitestWaits = false;

function listenToExits(registry: ProcessRegistry): () => void {
  ignoreErrors(() => {
    if (!vitestWaits) vitestWaits = beforeVitestEnds(() => deliverLast(registry, "the end of its tests"));
  });
  return listenToProcess({
    beforeExit: () => {
      void deliverLast(registry);
    },
    exit: (code) => {
      sendLast(registry, `an exit with code ${code}`);
    },
    signal: createSignalListener(registry),
  });
}
