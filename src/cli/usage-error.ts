/** The command line asks for something that does not exist: no work has begun. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
