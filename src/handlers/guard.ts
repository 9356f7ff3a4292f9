import { safeMessage } from "../messages/safe-text.js";
import { tellOnce } from "./notices.js";

/** Runs our part of a callback so that no fault of ours reaches the host's program: it is told once, by its place. */
export function guarded(place: string, work: () => void): void {
  try {
    work();
  } catch (fault) {
    tellOnce(
      `fault:${place}`,
      `a ${place} could not be recorded (${safeMessage(fault)}). The program goes on; please report this.`,
    );
  }
}
