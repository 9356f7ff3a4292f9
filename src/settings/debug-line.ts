import { type Environment, readVariable } from "./environment.js";

/** Writes one line to the standard error output where `OPIK_LOG_LEVEL` is `DEBUG`, and nothing otherwise. */
export function debugLine(env: Environment, text: () => string): void {
  if (readVariable(env, "OPIK_LOG_LEVEL")?.toUpperCase() !== "DEBUG") return;
  // Edge runtimes have no standard error output.
  const host: { readonly process?: { readonly stderr?: Pick<typeof process.stderr, "write"> } } = globalThis;
  host.process?.stderr?.write(`langchain-opik: ${text()}\n`);
}
