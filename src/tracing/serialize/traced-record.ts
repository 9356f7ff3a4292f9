import type { DeliveryHealth } from "../../records/delivery-health.js";
import type { FlushOptions, FlushResult, RecordText } from "../../records/record-sink.js";

/** What is known of a trace when its root has ended. */
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
export interface TracedRecord extends RecordText {
  readonly traceId: string;
  /** Of a run whose final record is still to come, under the same id. */
  readonly isPreview?: boolean | undefined;
  /** With the trace's own record, once its root has ended. */
  readonly ended?: TraceFacts | undefined;
}

/** A sink that may tell traces apart. Every other sink can stand in its place. */
export interface TracedRecordSink {
  accept(record: TracedRecord): void;
  flush(options?: FlushOptions): Promise<FlushResult>;
  close(options?: FlushOptions): Promise<FlushResult>;
}

/** A sink that also tells how it fares. */
export interface ObservedSink extends TracedRecordSink {
  health(): DeliveryHealth;
}
