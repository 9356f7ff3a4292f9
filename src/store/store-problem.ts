/** Something that a person should hear of: what was wrong, where, and what to do. Holds no password and nothing of a trace. */
export interface StoreProblem {
  readonly kind: /** The database could not be written to; the records wait. */
    | "retrying"
    /** The tries ran out, and records were dropped. */
    | "unreachable"
    | "queue_full"
    /** Records that the database will not take were dropped. */
    | "refused";
  readonly message: string;
}
