/** Whether an Opik server refuses requests without a key: those of comet.com do, a local install does not. */
export function needsApiKey(apiUrl: string): boolean {
  const host = new URL(apiUrl).hostname;
  return host === "comet.com" || host.endsWith(".comet.com");
}
