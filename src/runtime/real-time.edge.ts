import { globalTime } from "./global-time.js";
import type * as node from "./real-time.js";

/** An edge runtime has no modules to take the time from, and may have a `process` whose functions throw. */
export const realTime: typeof node.realTime = globalTime;
