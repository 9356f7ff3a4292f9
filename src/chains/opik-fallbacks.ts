import type { CallbackManagerForChainRun } from "@langchain/core/callbacks/manager";
import {
  type Runnable,
  type RunnableBatchOptions,
  type RunnableConfig,
  RunnableWithFallbacks,
} from "@langchain/core/runnables";
import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { quietly } from "../runtime/quietly.js";
import { AllCandidatesFailedError, CandidateDownError, type CandidateFailure } from "./attempt-errors.js";
import type { Candidate } from "./candidate.js";
import { childConfig } from "./child-config.js";
import { isControlError } from "./control-error.js";
import type { FallbackAttempt, OpikFallbackOptions } from "./fallback-options.js";
import { isInstance } from "./is-instance.js";
import { PlainRunnable } from "./plain-runnable.js";
import { ruleSays } from "./program-rule.js";
import { candidateSkipped } from "./skipped-candidate.js";
import { StreamedRun } from "./streamed-run.js";
import { withTimeLimit } from "./time-limit.js";
import { byInvoke, byStream, type WayToAsk } from "./way-to-ask.js";

type Config = Partial<RunnableConfig>;

/** The primary first. */
export type Candidates<RunInput, RunOutput> = readonly [
  Candidate<RunInput, RunOutput>,
  ...Candidate<RunInput, RunOutput>[],
];

/** What `withOpikFallbacks` returns: LangChain's own `RunnableWithFallbacks`, with more care. */
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
    const ask = (given: RunInput, config: Config = {}, run?: CallbackManagerForChainRun) =>
      this.#askInTurn(config, run, byInvoke(given));
    return this._callWithConfig(ask, input, options);
  }

  override async *_streamIterator(input: RunInput, options?: Config): AsyncGenerator<RunOutput> {
    const run = await StreamedRun.start(this, input, options);
    yield* run.pass(() => this.#askInTurn(run.config, run.manager, byStream(input)));
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
  // Each input falls back for itself: those that were answered are not asked again.
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

  async #askInTurn<Answer>(
    config: Config,
    run: CallbackManagerForChainRun | undefined,
    way: WayToAsk<RunInput, RunOutput, Answer>,
  ): Promise<Answer> {
    const failures: CandidateFailure[] = [];
    for (const [index, candidate] of this.#candidates.entries()) {
      const { name } = candidate;
      config.signal?.throwIfAborted();
      try {
        return await this.#askOne(candidate, childConfig(config, run, `fallback:candidate:${index + 1}`), way);
      } catch (error) {
        failures.push({ candidate: name, error });
        if (isInstance(error, CandidateDownError)) await candidateSkipped(run, name, index + 1);
        if (!this.#goesOn(error, index, config.signal)) throw error;
        this.#tellOfNext(error, index);
      }
    }
    throw new AllCandidatesFailedError(failures);
  }

  #askOne<Answer>(
    candidate: Candidate<RunInput, RunOutput>,
    config: Config,
    { ask, discard }: WayToAsk<RunInput, RunOutput, Answer>,
  ): Promise<Answer> {
    const attempt = {
      candidate: candidate.name,
      ask: async (limited: Config): Promise<Answer> =>
        AsyncLocalStorageProviderSingleton.runWithConfig(limited, () => ask(candidate.runnable, limited)),
      discard,
    };
    return candidate.ask(() => withTimeLimit(attempt, this.#options.attemptTimeoutMs, config), config.signal);
  }

  // What was not asked has given no error that anyone could judge.
  #goesOn(error: unknown, index: number, signal: AbortSignal | undefined): boolean {
    if (isInstance(error, CandidateDownError)) return true;
    if (isControlError(error, signal)) return false;
    const { shouldFallBack } = this.#options;
    const rule = (): boolean | undefined => shouldFallBack?.(error, this.#attempt(index));
    return ruleSays("shouldFallBack", rule, () => true);
  }

  #tellOfNext(error: unknown, index: number): void {
    const next = this.#candidates[index + 1];
    if (next === undefined) return;
    quietly(() => this.#options.onFallback?.({ ...this.#attempt(index), error, nextCandidate: next.name }));
  }

  #attempt(index: number): FallbackAttempt {
    return { number: index + 1, candidate: this.#candidates[index]?.name ?? "" };
  }
}
