import type * as node from "./unloaded-env-file.js";

/** An edge runtime has no files, and may have a `process` whose functions throw. */
export const unloadedEnvFile: typeof node.unloadedEnvFile = () => undefined;
