import { joinSdk } from "./join-sdk.js";
import * as sdk from "./sdk.js";

export { continueTrace, type RequestHeaders } from "../instrumentation/continue-trace.js";
export { type CurrentSpan, currentSpan } from "../instrumentation/current-span.js";
export { getTraceHeaders, type TraceHeaders } from "../instrumentation/trace-headers.js";
export { traced } from "../instrumentation/traced.js";
export type { TracedOptions } from "../instrumentation/traced-options.js";
export type { SpanType } from "../records/record.js";
export { type AddOptions, type AddOutcome, addToDataset } from "./add-to-dataset.js";
export type { AgentArgs, AgentInput, AgentParam } from "./agent-params.js";
export { fromOpikPrompt } from "./from-opik-prompt.js";
export {
  type AskOptions,
  type ChatModel,
  type JudgeAnswer,
  type JudgeOptions,
  langChainJudge,
} from "./langchain-judge.js";
export { type AgentProgram, type OpikAgentOptions, opikAgent } from "./opik-agent.js";
export { type Score, type ScoredTrace, type ScoreOptions, type ScoreOutcome, scoreTrace } from "./score-trace.js";
export type { TrackOptions } from "./track-plainly.js";
export { tracked } from "./tracked.js";

// The one effect of this import: from now on a root run inside of `track` or `evaluate` is a span of its trace.
joinSdk(sdk);
