/** Why a record was not kept. A closed set, so that each loss can be counted. */
export type DropReason =
  /** The queue was full: records came faster than the server took them. */
  | "queue_full"
  /** One record alone is larger than a request may be, and could not be cut. */
  | "record_too_large"
  /** The server refused it, while it accepted others; where there is a disk, it is kept there as a dead letter. */
  | "refused"
  /** The server could not be reached, or kept failing, until the retries ran out. */
  | "unreachable"
  /** No server was named, or the server needs an API key and none was given. */
  | "unconfigured"
  /** It came after `close()`. */
  | "closed"
  /** The folder of records that wait on disk had reached its size: the oldest made room. */
  | "spool_full"
  /** It waited on disk longer than the server accepts, or than the settings allow. */
  | "spool_expired"
  /** Its file on disk could not be read whole. */
  | "spool_damaged"
  /** Its trace was outside the sampled share, and nothing about it was worth keeping. */
  | "sampled_out";
