import type { Settings } from "./options/option-table.js";

/** Whether there is a server to send to, and the key that it needs. */
export function hasServer({ apiKey, apiUrl }: Pick<Settings, "apiKey" | "apiUrl">): boolean {
  return apiKey !== undefined || !needsApiKey(apiUrl);
}

/** Whether an Opik server refuses requests without a key: those of comet.com do, a local install does not. */
export function needsApiKey(apiUrl: string): boolean {
  const host = new URL(apiUrl).hostname;
  return host === "comet.com" || host.endsWith(".comet.com");
}
