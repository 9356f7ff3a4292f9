import type { RecordSource } from "../../records/record.js";

/** What a trace would say about the runs in it. */
export interface TraceAdditions {
  /** As it is written: redacted, with the totals of all runs so far and the picture of the graph. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly threadId: string | undefined;
}

/** A trace that something else begins and ends, such as Opik's `track` or another service. */
export interface ParentTrace {
  readonly traceId: string;
  /**
   * The project that it is logged to: Opik shows spans only in the project of their trace. Undefined for the handler's
   * project.
   */
  readonly projectName: string | undefined;
  readonly environment: string | undefined;
  readonly source: RecordSource;
  /** Called each time that a root run in this trace has ended; absent where nothing can be added to the trace. */
  readonly add?: ((additions: TraceAdditions) => void) | undefined;
}

/** The place of a root run in such a trace. */
export interface ParentSpan {
  readonly trace: ParentTrace;
  /** Its parent span; undefined where its parent is the trace itself. */
  readonly spanId: string | undefined;
}
