export type { SpanRecord } from "../records/record.js";
export type { MatcherContext, MatcherResult, MatcherTools } from "./matcher-context.js";
export { type OpikMatchers, opikMatchers } from "./opik-matchers.js";
export { printTraces } from "./print-traces.js";
export { type RecordedTraces, recordTraces } from "./record-traces.js";
export type { SpanFields } from "./span-match.js";
export type { TraceRecording } from "./trace-recording.js";
