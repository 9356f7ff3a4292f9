import type { ProcessRegistry } from "../process-registry.js";
import { guestListeners } from "./guest-listeners.js";
import { deliverLast, keepLast, sendPending } from "./last-delivery.js";

/**
 * Makes a listener that lets a signal end the process as it would have without it, only later: when what is pending is
 * delivered or on disk, or immediately with the next signal. If the host listens itself, the host decides.
 */
export function createSignalListener(registry: ProcessRegistry): NodeJS.SignalsListener {
  let endingBy: NodeJS.Signals | undefined;
  const end = (): void => {
    if (endingBy === undefined) return;
    const signal = endingBy;
    endingBy = undefined;
    keepLast(registry, signal);
    // Without a listener the signal has its own effect, or that of a guest which ends the process when nobody else
    // listens.
    process.off(signal, listener);
    process.kill(process.pid, signal);
  };
  const listener: NodeJS.SignalsListener = (signal) => {
    if (hostListensTo(signal)) sendPending(registry);
    else if (endingBy !== undefined) end();
    else {
      endingBy = signal;
      void deliverLast(registry, signal).then(end);
    }
  };
  return listener;
}

function hostListensTo(signal: NodeJS.Signals): boolean {
  const others = process.listenerCount(signal) - 1;
  return others > 0 && others !== guestListeners();
}
