import type { RecordSource } from "../../records/record.js";

/** What a trace would say of the runs in it. */
export interface TraceAdditions {
  /** As it is written: redacted, with the totals of all runs so far and the picture of the graph. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly threadId: string | undefined;
}

/** A trace that something else begins and ends, such as Opik's `track` or another service. */
export interface ParentTrace {
  readonly traceId: string;
  /** Where it is logged to: Opik shows spans in the project of their trace only. Undefined: as the handler says. */
  readonly projectName: string | undefined;
  readonly environment: string | undefined;
  readonly source: RecordSource;
  /** Told each time that a root run in this trace has ended; absent where nothing can be added to the trace. */
  readonly add?: ((additions: TraceAdditions) => void) | undefined;
}

/** Where a root run stands in such a trace. */
export interface ParentSpan {
  readonly trace: ParentTrace;
  /** The span on which it hangs; undefined: on the trace itself. */
  readonly spanId: string | undefined;
}
