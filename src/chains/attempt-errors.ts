import { describeThrown } from "./thrown-error.js";

/** A candidate that gave no answer within `attemptTimeoutMs`. */
export class AttemptTimeoutError extends Error {
  override readonly name = "AttemptTimeoutError";

  constructor(candidate: string, timeoutMs: number) {
    super(`${candidate} gave no answer within ${timeoutMs} ms.`);
  }
}

/** A candidate that was not asked, because its circuit breaker is open: it has failed too often recently. */
export class CandidateDownError extends Error {
  override readonly name = "CandidateDownError";

  constructor(candidate: string) {
    super(`${candidate} was not asked: it has failed too often recently.`);
  }
}

/** What one candidate failed with. */
export interface CandidateFailure {
  readonly candidate: string;
  readonly error: unknown;
}

/** No candidate answered. `errors` are theirs, in the order in which they were asked. */
export class AllCandidatesFailedError extends AggregateError {
  override readonly name = "AllCandidatesFailedError";

  constructor(failures: readonly CandidateFailure[]) {
    super(
      failures.map(({ error }) => error),
      `No candidate answered: ${failures.map(describe).join("; ")}`,
    );
  }
}

function describe({ candidate, error }: CandidateFailure, index: number): string {
  const { type, message } = describeThrown(error);
  return `${index + 1}. ${candidate}: ${type}: ${message}`;
}
