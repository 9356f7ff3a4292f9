export type DeliveryProblemKind =
  /** The server refused records that were sent alone. */
  | "refused"
  /** The server takes nothing until a person has done something; the records wait on disk. */
  | "stopped"
  /** Records wait on disk, because the server can't take them now, or not in time. */
  | "spooling"
  /** Records can't be put on disk. */
  | "disk"
  /** There are as many dead letters as may be. */
  | "dead_letters_full"
  /** Records of the same server and workspace wait under another API key. */
  | "other_keys"
  /** A record on disk is larger than this process may have in memory, and waits. */
  | "too_large_to_send"
  /** Records on disk were given up. */
  | "lost_on_disk"
  /** The server has failed more than once; the records wait. */
  | "retrying"
  /** The tries ran out and records were dropped. */
  | "unreachable"
  | "queue_full"
  | "record_too_large"
  /** A record came after `close()`. */
  | "closed"
  /** The process ended before the server took everything. */
  | "left_at_exit";

/** Something that a person should know: what was wrong, where, and what to do. Never holds the API key. */
export interface DeliveryProblem {
  readonly kind: DeliveryProblemKind;
  readonly message: string;
}
