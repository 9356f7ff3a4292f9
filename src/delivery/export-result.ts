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
    }
  /** Not this batch as it is: parts of it may be taken. */
  | { readonly kind: "split"; readonly cause: SplitCause; readonly message: string }
  /** Nothing will be taken until a person has done something. */
  | { readonly kind: "stop"; readonly cause: StopCause; readonly message: string };

type SplitCause = "invalid" | "too_large";
export type StopCause = "refused" | "out_of_quota";

/** True for failures that count towards the circuit breaker. An answer that names a wait does not. */
export function isServerFailure(outcome: ExportResult): boolean {
  return outcome.kind === "later" && outcome.afterMs === undefined;
}
