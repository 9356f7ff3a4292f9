import type { SerializedRecord } from "../../records/record-sink.js";

/** What is known about a trace when its root has ended. */
export interface TraceFacts {
  readonly name: string;
  readonly durationMs: number;
  readonly errors: number;
  readonly retries: number;
  readonly fallbacks: number;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A record with the trace that it belongs to. */
export interface TracedRecord extends SerializedRecord {
  readonly traceId: string;
  /** The record of a run whose final record is still to come, under the same id. */
  readonly isPreview?: boolean | undefined;
  /** Whether it is kept whatever the sample rate: an experiment is looked at item by item. */
  readonly isExempt?: boolean | undefined;
  /** With the trace's own record, once its root has ended. */
  readonly ended?: TraceFacts | undefined;
}
