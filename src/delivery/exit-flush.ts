import { quietly } from "../resilience/quietly.js";
import { type ProcessRegistry, processRegistry } from "./process-registry.js";

/**
 * Has every delivery flushed when the process runs out of work. May be called again: a process has one
 * such listener. It does not run when the process is ended by `process.exit()`, a signal or a crash.
 */
export function flushBeforeExit(): void {
  const registry = processRegistry();
  if (registry.watchesExit) return;
  registry.watchesExit = true;
  process.on("beforeExit", () => {
    void drainAll(registry);
  });
}

/**
 * Registers what has to happen before that flush, such as handing over records of runs that are still open.
 * It may be called several times, because a flush gives the process new work. What it throws is ignored.
 *
 * @returns ends the registration
 */
export function onBeforeExitFlush(hook: () => void): () => void {
  const { exitHooks } = processRegistry();
  exitHooks.add(hook);
  flushBeforeExit();
  return () => {
    exitHooks.delete(hook);
  };
}

async function drainAll(registry: ProcessRegistry): Promise<void> {
  for (const hook of [...registry.exitHooks]) quietly(hook);
  await Promise.all([...registry.deliveries].map(({ delivery }) => delivery.drainBeforeExit()));
}
