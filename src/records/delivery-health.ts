import type { DropReason } from "./drop-reason.js";

/** Why the newest failed request failed. */
export type DeliveryFailureReason =
  | "network"
  | "timeout"
  | "server_error"
  | "rate_limited"
  | "refused"
  | "out_of_quota";

export interface DeliveryFailure {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: DeliveryFailureReason;
  /** What the server or the network said. It never holds the API key. */
  readonly message: string;
}

/**
 * The status of delivery to one Opik server. Handlers of the same server, workspace and key share their delivery, and
 * so these counts.
 */
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
  /** What is in memory: waiting, being sent, or between two tries. `bytes`: the memory that it takes. */
  readonly queue: { readonly records: number; readonly bytes: number };
  /**
   * `open`: nothing is sent, because the server failed or refused several times in a row; `half_open`: one request is
   * trying it.
   */
  readonly breaker: "closed" | "open" | "half_open";
  /** What waits on disk for this server, from all processes; absent where nothing can be written to disk. */
  readonly spool?: { readonly files: number; readonly records: number; readonly bytes: number };
  /** Records that the server acknowledged since the delivery began, without those that came from disk. */
  readonly delivered: number;
  /** Records of this process that went to disk since then, to be sent later. */
  readonly spooled: number;
  /** Records from disk, of any process, that the server acknowledged since then. */
  readonly replayed: number;
  /**
   * Records that the server refused while it accepted others, kept on disk with its words. They are among the
   * `dropped`, too.
   */
  readonly deadLetters: number;
  /** Records lost since the delivery began, by reason; a reason that did not occur is absent. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** The same for the trace store, where the records go to Opik and to one. */
  readonly store?: DeliveryHealth;
}

/** The counts of a delivery that has seen no record. */
export const NO_RECORDS_YET = {
  queue: { records: 0, bytes: 0 },
  breaker: "closed",
  delivered: 0,
  spooled: 0,
  replayed: 0,
  deadLetters: 0,
  dropped: {},
} as const satisfies Omit<DeliveryHealth, "state">;
