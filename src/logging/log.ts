import { safeText } from "./safe-text.js";

// The library's only way to the host's log. Nothing else in it prints.

/** Writes one line for readers of the log. */
export function logWarning(text: string): void {
  // biome-ignore lint/suspicious/noConsole: this is the place.
  console.warn(logLine(text));
}

/** Writes one line for those who asked for details. */
export function logDetail(text: string): void {
  errorOutput()?.write(`${logLine(text)}\n`);
}

/** Whether a person sees what `logDetail` writes while it is written. */
export function logsToTerminal(): boolean {
  return errorOutput()?.isTTY === true;
}

// Edge runtimes have none.
function errorOutput(): Pick<typeof process.stderr, "write" | "isTTY"> | undefined {
  const host: { readonly process?: { readonly stderr?: typeof process.stderr } } = globalThis;
  return host.process?.stderr;
}

function logLine(text: string): string {
  return `langchain-opik: ${safeText(text)}`;
}
