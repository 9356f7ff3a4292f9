import { hookLoads } from "./load-hooks.js";
import { announceManagers, MANAGER_FILE } from "./manager-source.js";

/**
 * Announces the managers in every copy of LangChain that Deno loads from now on. Deno accepts hooks for a thread of
 * their own and never calls them.
 */
export function hookDenoLoading(): void {
  hookLoads((url, { source }) =>
    MANAGER_FILE.test(url) ? announceManagers(Buffer.from(source).toString()) : undefined,
  );
}
