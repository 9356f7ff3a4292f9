import type { RecordSource } from "../../records/record.js";

/** What code inside a run may add to its record. */
export interface SpanUpdate {
  /** Added to what the record has; a key that is there already gets the new value. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Added to the record's tags. */
  readonly tags?: readonly string[] | undefined;
  /** Shown in place of what the run returns. */
  readonly output?: unknown;
  /** What the run cost, in US dollars, instead of Opik's own estimate. Only a span has a cost. */
  readonly costUsd?: number | undefined;
}

/** A run that is open, as code inside it sees it. */
export interface RunAccess {
  readonly traceId: string;
  /** The span in which the run is shown; undefined if it is the trace itself. */
  readonly spanId: string | undefined;
  readonly projectName: string;
  /** The source of the trace; absent where an older copy of this package made this. */
  readonly source?: RecordSource;
  /** Like `spanId`, but makes a span if there is none: the parent of what is recorded elsewhere. */
  ensureSpanId(): string;
  /** Returns false when the run has ended: nothing is changed then. */
  update(update: SpanUpdate): boolean;
}

/** Under this name a handler gives access to its open runs, whichever copy of this package made it. */
export const RUN_ACCESS: unique symbol = Symbol.for("langchain-opik.run-access");

export interface RunAccessSource {
  /** `call`: which of several calls with this run id. */
  [RUN_ACCESS](runId: string, call?: unknown): RunAccess | undefined;
}

export function isRunAccessSource(value: unknown): value is RunAccessSource {
  return typeof value === "object" && value !== null && RUN_ACCESS in value;
}
