import { logDetail } from "../logging/log.js";
import { type Environment, readVariable } from "./environment.js";

/** Writes one line to the standard error output where `OPIK_LOG_LEVEL` is `DEBUG`, and nothing otherwise. */
export function debugLine(env: Environment, text: () => string): void {
  if (readVariable(env, "OPIK_LOG_LEVEL")?.toUpperCase() !== "DEBUG") return;
  try {
    logDetail(text());
  } catch {
    // The program's error output is closed, or replaced.
  }
}
