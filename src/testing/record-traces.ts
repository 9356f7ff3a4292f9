import type { OpikCallbackHandlerOptions } from "../handlers/handler-options.js";
import { OpikCallbackHandler } from "../handlers/opik-callback-handler.js";
import type { AttachmentRecord, SpanRecord, TraceRecord } from "../records/record.js";
import type { SettingsSources } from "../settings/setting-layers.js";
import { MemorySink } from "./memory-sink.js";
import { printTraces } from "./print-traces.js";
import type { TraceRecording } from "./trace-recording.js";

/** A handler and its recording. */
export interface RecordedTraces extends TraceRecording {
  /** To be passed to what is tested, as `callbacks: [handler]`. */
  readonly handler: OpikCallbackHandler;
  /** The traces whose root has ended, in the order of their start. After an abort, `await handler.flush()` first. */
  readonly traces: readonly TraceRecord[];
  /** The spans that have ended, in the order of their start. */
  readonly spans: readonly SpanRecord[];
  /** The images, sounds and files that the traces and spans name, each with its data. */
  readonly attachments: readonly AttachmentRecord[];
  /** All of it as text: see `printTraces`. */
  print(): string;
  /** Clears the recording. */
  clear(): void;
}

/**
 * A handler that keeps its traces in memory, for tests. It records what any other handler would send; the environment
 * and config files are not read, so that a test has the same result on every machine.
 *
 * @param options what the program gives its own handler, such as `tags` or `redact`
 * @throws SettingsError when an option has a value that can't be used.
 */
export function recordTraces(options: OpikCallbackHandlerOptions = {}): RecordedTraces {
  const memory = new MemorySink();
  const handler = new OpikCallbackHandler(options, { sources: NO_SOURCES, openSink: () => memory });
  return {
    handler,
    get traces() {
      return memory.traces;
    },
    get spans() {
      return memory.spans;
    },
    get attachments() {
      return memory.attachments;
    },
    print: () => printTraces(memory),
    clear: () => {
      memory.clear();
    },
  };
}

const NO_SOURCES: SettingsSources = {
  env: {},
  readProjectConfig: () => ({ path: undefined, isOwn: false, tree: {} }),
  readConfigFile: () => ({ path: "", isOwn: true, values: new Map() }),
};
