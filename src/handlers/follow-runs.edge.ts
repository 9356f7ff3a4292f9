import type * as node from "./follow-runs.js";

/** On the edge a bundle should stay small: this would add LangChain's tools and tracers to each. */
export const followRuns: typeof node.followRuns = () => undefined;
