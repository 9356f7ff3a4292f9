/** The command line asks for something that there is not: no work has begun. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
