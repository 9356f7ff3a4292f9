import { addParentSources } from "../handlers/hooks/parent-context.js";
import { currentTrackedParent } from "./tracked-parent.js";

export { continueTrace, type RequestHeaders } from "../instrumentation/continue-trace.js";
export { type CurrentSpan, currentSpan } from "../instrumentation/current-span.js";
export { getTraceHeaders, type TraceHeaders } from "../instrumentation/trace-headers.js";
export { traced } from "../instrumentation/traced.js";
export type { TracedOptions } from "../instrumentation/traced-options.js";
export type { AgentArgs, AgentInput, AgentParam } from "./agent-params.js";
export { fromOpikPrompt } from "./from-opik-prompt.js";
export { type AgentProgram, type OpikAgentOptions, opikAgent } from "./opik-agent.js";
export { type Score, type ScoredTrace, type ScoreOptions, type ScoreOutcome, scoreTrace } from "./score-trace.js";
export type { TrackOptions } from "./track-plainly.js";
export { tracked } from "./tracked.js";

// The one effect of this import: from now on a root run inside of `track` is a span of its trace.
addParentSources({ tracked: currentTrackedParent });
