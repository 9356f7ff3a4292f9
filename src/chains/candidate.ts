import { Runnable } from "@langchain/core/runnables";
import {
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
} from "cockatiel";
import { CandidateDownError } from "./attempt-errors.js";
import { isControlError } from "./control-error.js";
import { isInstance } from "./is-instance.js";

export interface BreakerOptions {
  /** Failures in a row after which a candidate is no longer asked. Default 5. */
  readonly failures?: number | undefined;
  /** Milliseconds after which one call may try it again. Default 30,000. */
  readonly resetAfterMs?: number | undefined;
}

const BREAKER_DEFAULTS = { failures: 5, resetAfterMs: 30_000 };

/** One of the runnables that may answer, with its circuit breaker. */
export class Candidate<RunInput, RunOutput> {
  readonly runnable: Runnable<RunInput, RunOutput>;
  readonly name: string;
  readonly #breaker: CircuitBreakerPolicy | undefined;

  constructor(runnable: Runnable<RunInput, RunOutput>, breaker: CircuitBreakerPolicy | undefined) {
    this.runnable = runnable;
    this.name = candidateName(runnable);
    this.#breaker = breaker;
  }

  /** The same candidate in another form, such as with tools: a failure in one form counts for all. */
  as<OtherInput, OtherOutput>(runnable: Runnable<OtherInput, OtherOutput>): Candidate<OtherInput, OtherOutput> {
    return new Candidate(runnable, this.#breaker);
  }

  /**
   * Runs `work` behind the circuit breaker. Errors that are not the candidate's, such as an abort by `signal`, do not
   * count.
   *
   * @throws CandidateDownError without calling `work`, while its breaker is open.
   */
  async call<Answer>(work: () => Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
    if (this.#breaker === undefined) return work();
    const call = { begun: false };
    try {
      return await this.#breaker.execute(() => {
        call.begun = true;
        return withControlMarked(work, signal);
      });
    } catch (error) {
      if (isInstance(error, ControlMark)) throw error.cause;
      throw !call.begun && isBrokenCircuitError(error) ? new CandidateDownError(this.name) : error;
    }
  }
}

class ControlMark extends Error {}

async function withControlMarked<Answer>(
  work: () => Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    throw isControlError(error, signal) ? new ControlMark("", { cause: error }) : error;
  }
}

/** A breaker for one candidate. */
export function candidateBreaker(options: BreakerOptions): CircuitBreakerPolicy {
  return circuitBreaker(
    handleWhen((error) => !isInstance(error, ControlMark)),
    {
      halfOpenAfter: options.resetAfterMs ?? BREAKER_DEFAULTS.resetAfterMs,
      breaker: new ConsecutiveBreaker(options.failures ?? BREAKER_DEFAULTS.failures),
    },
  );
}

// A model is known by its model's name, anything else by its own.
function candidateName(runnable: Runnable): string {
  for (const key of ["model", "modelName", "model_name"] as const) {
    const value: unknown = Reflect.get(runnable, key);
    if (typeof value === "string" && value !== "") return value;
  }
  const bound: unknown = Reflect.get(runnable, "bound");
  return Runnable.isRunnable(bound) ? candidateName(bound) : runnable.getName();
}
