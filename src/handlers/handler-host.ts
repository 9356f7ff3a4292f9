import { countSampledOut, opikSink } from "../delivery/sinks/delivery-sink.js";
import { SinkPair } from "../delivery/sinks/sink-pair.js";
import { type StoreSource, storeSink } from "../delivery/sinks/store-sink.js";
import { storeTables } from "../delivery/sinks/store-tables.js";
import type { RecordSink } from "../records/record-sink.js";
import type { RecordStore } from "../records/record-store.js";
import { hasServer } from "../settings/hosted-opik.js";
import type { Settings } from "../settings/options/option-table.js";
import type { SettingsSources } from "../settings/setting-layers.js";

export { beforeProcessEnds, beforeProcessFlush } from "../delivery/sinks/delivery-sink.js";

/** What a handler needs from its surroundings. */
export interface HandlerHost {
  /** Where settings come from besides the code. Default: the environment and the config files of this process. */
  readonly sources?: SettingsSources;
  /**
   * Where the records go. `store`: the trace store that code gave, if it did; `refusal`: why nothing may be sent to the
   * Opik server that a file in the working folder names.
   */
  openSink(settings: Settings, store?: RecordStore, refusal?: string): RecordSink;
  /** Called with the number of records that sampling dropped on their way there. */
  readonly countSampledOut?: (records: number) => void;
}

/** The process that the handler runs in; the Opik server and the trace store of its settings, or one of them. */
export const PROCESS_HOST: HandlerHost = {
  countSampledOut,
  openSink(settings, store, refusal) {
    const source = storeSource(settings, store);
    if (source === undefined) return opikSink(settings, refusal);
    return hasServer(settings) || refusal !== undefined
      ? new SinkPair(opikSink(settings, refusal), storeSink(source, settings))
      : storeSink(source, settings);
  },
};

function storeSource(settings: Settings, given: RecordStore | undefined): StoreSource | undefined {
  if (given !== undefined) return { kind: "given", store: given };
  const { store } = settings;
  return store === undefined ? undefined : { kind: "named", location: store, tables: storeTables(settings) };
}
