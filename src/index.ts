export type { DrawableGraph } from "./handlers/graph-definition.js";
export { OpikCallbackHandler, type OpikCallbackHandlerOptions } from "./handlers/opik-callback-handler.js";
export type { DropReason, FlushOptions, FlushResult } from "./records/record-sink.js";
export { SettingsError } from "./settings/settings-error.js";
