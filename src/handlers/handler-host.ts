import type { Settings } from "../settings/option-table.js";
import type { SettingsSources } from "../settings/setting-layers.js";
import type { ObservedSink } from "../tracing/traced-record.js";
import { DeliverySink } from "./delivery-sink.js";

/** What a handler takes from around it. */
export interface HandlerHost {
  /** Where settings come from besides the code. Default: the environment and the config files of this process. */
  readonly sources?: SettingsSources;
  /** Where the records go. */
  openSink(settings: Settings): ObservedSink;
}

/** The process that the handler runs in, and the Opik server of its settings. */
export const PROCESS_HOST: HandlerHost = { openSink: (settings) => new DeliverySink(settings) };
