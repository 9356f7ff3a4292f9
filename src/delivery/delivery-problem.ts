export type DeliveryProblemKind =
  /** The server said that it will never take a batch. */
  | "refused"
  /** The server has failed more than once; the records wait. */
  | "retrying"
  /** The tries ran out and records were dropped. */
  | "unreachable"
  | "queue_full"
  | "record_too_large"
  /** The process ended before the server took everything. */
  | "left_at_exit";

/** Something that a person should hear of: what was wrong, where, and what to do. Never holds the API key. */
export interface DeliveryProblem {
  readonly kind: DeliveryProblemKind;
  readonly message: string;
}
