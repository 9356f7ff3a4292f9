import { vi } from "vitest";

/**
 * LangChain guesses the usage of a `streaming: true` call with tables that it fetches from the internet. Here they
 * are not to be had, and it guesses by length, with a warning that is kept out of the test's output.
 */
export function withoutTokenTables(): void {
  const fetchOverHttp = globalThis.fetch;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) =>
    typeof input === "string" && input.includes("tiktoken") ? new Response("no table") : fetchOverHttp(input, init),
  );
  vi.spyOn(console, "warn").mockImplementation(() => {});
}
