import type { CallbackManagerForChainRun } from "@langchain/core/callbacks/manager";
import {
  type Runnable,
  type RunnableBatchOptions,
  type RunnableConfig,
  RunnableWithFallbacks,
} from "@langchain/core/runnables";
import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import type { IterableReadableStream } from "@langchain/core/utils/stream";
import { CANDIDATE_SKIPPED, type CandidateSkipped } from "../handlers/hooks/candidate-skipped.js";
import { ignoreErrors } from "../runtime/ignore-errors.js";
import { AllCandidatesFailedError, CandidateDownError, type CandidateFailure } from "./attempt-errors.js";
import type { Candidate } from "./candidate.js";
import { childConfig } from "./child-config.js";
import { isControlError } from "./control-error.js";
import type { FallbackAttempt, OpikFallbackOptions } from "./fallback-options.js";
import { isInstance } from "./is-instance.js";
import { PlainRunnable } from "./plain-runnable.js";
import { ruleSays } from "./program-rule.js";
import { StreamedRun } from "./streamed-run.js";
import { withTimeLimit } from "./time-limit.js";

type Config = Partial<RunnableConfig>;

/** The primary first. */
export type Candidates<RunInput, RunOutput> = readonly [
  Candidate<RunInput, RunOutput>,
  ...Candidate<RunInput, RunOutput>[],
];

/**
 * What `withOpikFallbacks` returns: a `RunnableWithFallbacks` of LangChain's with rules, time limits and circuit
 * breakers.
 */
export class OpikFallbacks<RunInput, RunOutput> extends RunnableWithFallbacks<RunInput, RunOutput> {
  static override lc_name(): string {
    return "OpikFallbacks";
  }

  readonly #options: OpikFallbackOptions;
  readonly #candidates: Candidates<RunInput, RunOutput>;

  constructor(candidates: Candidates<RunInput, RunOutput>, options: OpikFallbackOptions) {
    const [primary, ...others] = candidates;
    super({ runnable: primary.runnable, fallbacks: others.map((one) => one.runnable) });
    this.#options = options;
    this.#candidates = candidates;
  }

  override async invoke(input: RunInput, options?: Config): Promise<RunOutput> {
    const call = (given: RunInput, config: Config = {}, run?: CallbackManagerForChainRun) =>
      this.#invokeInOrder(config, run, byInvoke(given));
    return this._callWithConfig(call, input, options);
  }

  override async *_streamIterator(input: RunInput, options?: Config): AsyncGenerator<RunOutput> {
    const run = await StreamedRun.start(this, input, options);
    yield* run.pass(() => this.#invokeInOrder(run.config, run.manager, byStream(input)));
  }

  override batch(
    inputs: RunInput[],
    options?: Config | Config[],
    batchOptions?: RunnableBatchOptions & { returnExceptions?: false },
  ): Promise<RunOutput[]>;
  override batch(
    inputs: RunInput[],
    options?: Config | Config[],
    batchOptions?: RunnableBatchOptions,
  ): Promise<(RunOutput | Error)[]>;
  // Each input falls back by itself: those that were answered are not sent again.
  override async batch(
    inputs: RunInput[],
    options?: Config | Config[],
    batchOptions?: RunnableBatchOptions,
  ): Promise<(RunOutput | Error)[]> {
    return new PlainRunnable(this).batch(inputs, options, batchOptions);
  }

  /** The same fallbacks over candidates in another form, such as models with tools. */
  mapCandidates<OtherInput, OtherOutput>(
    change: (runnable: Runnable<RunInput, RunOutput>) => Runnable<OtherInput, OtherOutput>,
  ): OpikFallbacks<OtherInput, OtherOutput> {
    const [primary, ...others] = this.#candidates;
    const changed = (one: Candidate<RunInput, RunOutput>) => one.as(change(one.runnable));
    return new OpikFallbacks([changed(primary), ...others.map(changed)], this.#options);
  }

  async #invokeInOrder<Answer>(
    config: Config,
    run: CallbackManagerForChainRun | undefined,
    strategy: CallStrategy<RunInput, RunOutput, Answer>,
  ): Promise<Answer> {
    const failures: CandidateFailure[] = [];
    for (const [index, candidate] of this.#candidates.entries()) {
      const { name } = candidate;
      config.signal?.throwIfAborted();
      try {
        return await this.#invokeCandidate(
          candidate,
          childConfig(config, run, `fallback:candidate:${index + 1}`),
          strategy,
        );
      } catch (error) {
        failures.push({ candidate: name, error });
        if (isInstance(error, CandidateDownError)) await candidateSkipped(run, name, index + 1);
        if (!this.#fallsBack(error, index, config.signal)) throw error;
        this.#reportFallback(error, index);
      }
    }
    throw new AllCandidatesFailedError(failures);
  }

  #invokeCandidate<Answer>(
    candidate: Candidate<RunInput, RunOutput>,
    config: Config,
    { call, discard }: CallStrategy<RunInput, RunOutput, Answer>,
  ): Promise<Answer> {
    const attempt = {
      candidate: candidate.name,
      call: async (limited: Config): Promise<Answer> =>
        AsyncLocalStorageProviderSingleton.runWithConfig(limited, () => call(candidate.runnable, limited)),
      discard,
    };
    return candidate.call(() => withTimeLimit(attempt, this.#options.attemptTimeoutMs, config), config.signal);
  }

  // A candidate that was skipped has no error for the rule to judge.
  #fallsBack(error: unknown, index: number, signal: AbortSignal | undefined): boolean {
    if (isInstance(error, CandidateDownError)) return true;
    if (isControlError(error, signal)) return false;
    const { shouldFallBack } = this.#options;
    const rule = (): boolean | undefined => shouldFallBack?.(error, this.#attempt(index));
    return ruleSays("shouldFallBack", rule, () => true);
  }

  #reportFallback(error: unknown, index: number): void {
    const next = this.#candidates[index + 1];
    if (next === undefined) return;
    ignoreErrors(() => this.#options.onFallback?.({ ...this.#attempt(index), error, nextCandidate: next.name }));
  }

  #attempt(index: number): FallbackAttempt {
    return { number: index + 1, candidate: this.#candidates[index]?.name ?? "" };
  }
}

/** Records on the wrapper's run, as an event, that a candidate was not asked. */
async function candidateSkipped(
  run: CallbackManagerForChainRun | undefined,
  candidate: string,
  number: number,
): Promise<void> {
  const event: CandidateSkipped = { candidate, number, reason: "its circuit breaker is open" };
  await run?.handleCustomEvent(CANDIDATE_SKIPPED, event);
}

/** How a candidate is called, and how an answer that arrives after its time limit is discarded. */
interface CallStrategy<RunInput, RunOutput, Answer> {
  readonly call: (candidate: Runnable<RunInput, RunOutput>, config: Partial<RunnableConfig>) => Promise<Answer>;
  readonly discard: (answer: Answer) => void;
}

function byInvoke<RunInput, RunOutput>(input: RunInput): CallStrategy<RunInput, RunOutput, RunOutput> {
  return { call: (candidate, config) => candidate.invoke(input, config), discard: () => undefined };
}

/** Cancels a discarded stream: one that nobody reads would keep its connection open. */
function byStream<RunInput, RunOutput>(
  input: RunInput,
): CallStrategy<RunInput, RunOutput, IterableReadableStream<RunOutput>> {
  return {
    call: (candidate, config) => candidate.stream(input, config),
    discard: (stream) => {
      ignoreErrors(() => {
        stream.cancel().catch(() => undefined);
      });
    },
  };
}
