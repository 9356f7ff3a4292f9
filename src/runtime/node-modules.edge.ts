import type * as node from "./node-modules.js";

/** An edge runtime has no such modules, and may have a `process` whose functions throw. */
export const nodeModules: typeof node.nodeModules = () => undefined;
