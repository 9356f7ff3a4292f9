export { flushTraces } from "./delivery/flush-traces.js";
export type { DrawableGraph } from "./handlers/graph-definition.js";
export {
  OpikCallbackHandler,
  type OpikCallbackHandlerOptions,
  type TraceReference,
} from "./handlers/opik-callback-handler.js";
export type { KeepTrace } from "./handlers/trace-sampling.js";
export type { DeliveryFailure, DeliveryFailureReason, DeliveryHealth } from "./records/delivery-health.js";
export type { DropReason, FlushOptions, FlushResult } from "./records/record-sink.js";
export { redactSecrets } from "./records/redact-secrets.js";
export type { Redact, RedactionPlace } from "./records/redaction.js";
export { SettingsError } from "./settings/settings-error.js";
export type { TraceFacts } from "./tracing/traced-record.js";
