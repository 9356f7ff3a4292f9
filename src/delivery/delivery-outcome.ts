export type RetryCause = "network" | "timeout" | "server_error" | "rate_limited";

/** What one answer means for the batch that was sent. */
export type DeliveryOutcome =
  | { readonly kind: "accepted" }
  | {
      readonly kind: "retry";
      readonly cause: RetryCause;
      readonly message: string;
      /** The wait that the server asked for, in milliseconds. */
      readonly afterMs?: number;
    }
  | { readonly kind: "refused"; readonly status: number; readonly message: string };
