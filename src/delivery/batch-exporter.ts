import type { Batch } from "./queue/batch.js";

/** A batch as it is passed to the destination. */
export type ExportedBatch = Pick<Batch, "kind" | "records">;

/** The way to one destination. Neither method throws or rejects. */
export interface BatchExporter {
  /** @param signal - ends the export, which then counts as a network failure */
  export(batch: ExportedBatch, signal: AbortSignal): Promise<ExportResult>;
  /** Releases connections. */
  close(): Promise<void> | undefined;
}

export type RetryCause = "network" | "timeout" | "server_error" | "rate_limited";

/** What one answer means for the batch that was sent. */
export type ExportResult =
  | { readonly kind: "accepted" }
  /** The same batch may be taken another time. */
  | {
      readonly kind: "later";
      readonly cause: RetryCause;
      readonly message: string;
      /** The wait that the server asked for, in milliseconds. */
      readonly afterMs?: number;
      /** Another server failed: the storage that this one named for a file. */
      readonly isElsewhere?: true;
    }
  /** Not this batch as it is: parts of it may be taken. */
  | { readonly kind: "split"; readonly cause: SplitCause; readonly message: string }
  /** Nothing will be taken until a person has done something. */
  | { readonly kind: "stop"; readonly cause: StopCause; readonly message: string };

type SplitCause = "invalid" | "too_large";
export type StopCause = "refused" | "out_of_quota";

/**
 * True for failures that count towards the circuit breaker. An answer that names a wait does not, nor does another
 * server's failure.
 */
export function isServerFailure(result: ExportResult): boolean {
  return result.kind === "later" && result.afterMs === undefined && result.isElsewhere !== true;
}
