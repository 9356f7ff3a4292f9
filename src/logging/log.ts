import { safeText } from "./safe-text.js";

// The library's only way to the host's log. Nothing else in it prints.

/** One line for whoever reads the log. */
export function logWarning(text: string): void {
  // biome-ignore lint/suspicious/noConsole: this is the place.
  console.warn(logLine(text));
}

/** One line for whoever asked for details. */
export function logDetail(text: string): void {
  // Edge runtimes have no standard error output.
  const host: { readonly process?: { readonly stderr?: Pick<typeof process.stderr, "write"> } } = globalThis;
  host.process?.stderr?.write(`${logLine(text)}\n`);
}

function logLine(text: string): string {
  return `langchain-opik: ${safeText(text)}`;
}
