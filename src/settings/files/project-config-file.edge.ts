import type * as node from "./project-config-file.js";

/** An edge runtime has no files, and may have a `process` whose functions throw. */
export const readProjectConfig: typeof node.readProjectConfig = () => ({ path: undefined, isOwn: false, tree: {} });
