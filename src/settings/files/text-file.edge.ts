import type * as node from "./text-file.js";

/** An edge runtime has no files, and may have a `process` whose functions throw. */
export const readTextFile: typeof node.readTextFile = () => ({ status: "missing" });
