import type * as node from "./follow-runs.js";

/** On the edge a bundle is to stay small: this would bring LangChain's tools and tracers into each. */
export const followRuns: typeof node.followRuns = () => undefined;
