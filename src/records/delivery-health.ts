import type { DropReason } from "./record-sink.js";

/** Why the newest failed request failed. */
export type DeliveryFailureReason = "network" | "timeout" | "server_error" | "rate_limited" | "refused";

export interface DeliveryFailure {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: DeliveryFailureReason;
  /** What the server or the network said. It never holds the API key. */
  readonly message: string;
}

/** How delivery to one Opik server fares. Handlers of the same server, workspace and key share their delivery, and so these counts. */
export interface DeliveryHealth {
  readonly state: /** Records have nowhere to go: the server needs an API key and none is set. */
    | "unconfigured"
    /** No request has been answered yet. */
    | "idle"
    /** The newest request was taken. */
    | "delivering"
    /** The newest request failed: see `lastFailure`. */
    | "failing"
    /** `close()` was called. */
    | "closed";
  readonly lastSuccess?: { readonly at: string };
  readonly lastFailure?: DeliveryFailure;
  /** What is in memory: waiting, being sent, or between two tries. */
  readonly queue: { readonly records: number; readonly bytes: number };
  /** Records that the server acknowledged since the delivery began. */
  readonly delivered: number;
  /** Records lost since the delivery began, by reason; a reason that did not occur is absent. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}
