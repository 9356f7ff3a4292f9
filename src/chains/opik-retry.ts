import type { CallbackManagerForChainRun } from "@langchain/core/callbacks/manager";
import {
  type Runnable,
  type RunnableBatchOptions,
  RunnableBinding,
  type RunnableConfig,
  RunnableRetry,
} from "@langchain/core/runnables";
import type { StreamEvent } from "@langchain/core/tracers/log_stream";
import type { IterableReadableStream } from "@langchain/core/utils/stream";
import { retryWaitMs } from "../retry/retry-wait.js";
import { ignoreErrors } from "../runtime/ignore-errors.js";
import { childConfig } from "./child-config.js";
import { isControlError } from "./control-error.js";
import { isRetryable, requestedWaitMs } from "./http-error.js";
import { PlainRunnable } from "./plain-runnable.js";
import { ruleSays } from "./program-rule.js";
import { type OpikRetryOptions, RETRY_DEFAULTS } from "./retry-options.js";
import { StreamedRun } from "./streamed-run.js";

type Config = Partial<RunnableConfig>;
type EventOptions = Config & { version: "v1" | "v2" };
type EventFilter = Parameters<Runnable["streamEvents"]>[2];

/** What `withOpikRetry` returns: a `RunnableRetry` of LangChain's with backoff, `Retry-After` and streams. */
export class OpikRetry<RunInput, RunOutput> extends RunnableRetry<RunInput, RunOutput> {
  static override lc_name(): string {
    return "OpikRetry";
  }

  readonly #options: OpikRetryOptions;

  constructor(runnable: Runnable<RunInput, RunOutput>, options: OpikRetryOptions) {
    super({
      bound: runnable,
      config: {},
      maxAttemptNumber: options.maxAttempts ?? RETRY_DEFAULTS.maxAttempts,
    });
    this.#options = options;
  }

  override async _invoke(input: RunInput, config: Config = {}, run?: CallbackManagerForChainRun): Promise<RunOutput> {
    return this.#withRetries(config, run, (childConfig) => this.bound.invoke(input, childConfig));
  }

  // LangChain's own class passes streams through to what it wraps, and retries nothing.
  override async stream(input: RunInput, options?: Config): Promise<IterableReadableStream<RunOutput>> {
    return new PlainRunnable(this).stream(input, options);
  }

  override transform(generator: AsyncGenerator<RunInput>, options: Config = {}): AsyncGenerator<RunOutput> {
    return new PlainRunnable(this).transform(generator, options);
  }

  override streamEvents(
    input: RunInput,
    options: EventOptions,
    filter?: EventFilter,
  ): IterableReadableStream<StreamEvent>;
  override streamEvents(
    input: RunInput,
    options: EventOptions & { encoding: "text/event-stream" },
    filter?: EventFilter,
  ): IterableReadableStream<Uint8Array>;
  override streamEvents(
    input: RunInput,
    options: EventOptions,
    filter?: EventFilter,
  ): IterableReadableStream<StreamEvent | Uint8Array> {
    return new PlainRunnable(this).streamEvents(input, options, filter);
  }

  // Retried until the first chunk has arrived.
  override async *_streamIterator(input: RunInput, options?: Config): AsyncGenerator<Awaited<RunOutput>, void> {
    const run = await StreamedRun.start(this, input, options);
    yield* run.pass(() =>
      this.#withRetries(run.config, run.manager, (childConfig) => this.bound.stream(input, childConfig)),
    );
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
  // Each input is retried by itself, after its own wait.
  override async batch(
    inputs: RunInput[],
    options?: Config | Config[],
    batchOptions?: RunnableBatchOptions,
  ): Promise<(RunOutput | Error)[]> {
    return new PlainRunnable(this).batch(inputs, options, batchOptions);
  }

  // LangChain's own method would call this class's constructor, and lose the options.
  override withConfig(config: Config): Runnable<RunInput, RunOutput> {
    return new RunnableBinding<RunInput, RunOutput>({ bound: this, config });
  }

  // LangChain's own method would wrap the inner runnable, and leave this class out.
  override withRetry(fields?: Parameters<Runnable["withRetry"]>[0]): RunnableRetry<RunInput, RunOutput> {
    return new RunnableRetry<RunInput, RunOutput>({
      bound: this,
      config: {},
      ...fields,
      ...(fields?.stopAfterAttempt !== undefined && { maxAttemptNumber: fields.stopAfterAttempt }),
    });
  }

  async #withRetries<Answer>(
    config: Config,
    run: CallbackManagerForChainRun | undefined,
    attempt: (config: Config) => Promise<Answer>,
  ): Promise<Answer> {
    for (let number = 1; ; number += 1) {
      config.signal?.throwIfAborted();
      try {
        return await attempt(childConfig(config, run, number > 1 ? `retry:attempt:${number}` : undefined));
      } catch (error) {
        const waitMs = this.#waitAfter(error, number, config.signal);
        if (waitMs === undefined) throw error;
        ignoreErrors(() => this.#options.onRetry?.({ number, error, waitMs }));
        await abortableWait(waitMs, config.signal);
      }
    }
  }

  /** How long to wait before the next attempt, in milliseconds; undefined where there is none. */
  #waitAfter(error: unknown, number: number, signal: AbortSignal | undefined): number | undefined {
    const { retryOn } = this.#options;
    if (number >= this.maxAttemptNumber || isControlError(error, signal)) return undefined;
    if (
      !ruleSays(
        "retryOn",
        () => retryOn?.(error),
        () => isRetryable(error),
      )
    )
      return undefined;
    const requestedMs = requestedWaitMs(error);
    if (requestedMs !== undefined) {
      return requestedMs <= (this.#options.maxRetryAfterMs ?? RETRY_DEFAULTS.maxRetryAfterMs) ? requestedMs : undefined;
    }
    const retryBaseMs = this.#options.initialDelayMs ?? RETRY_DEFAULTS.initialDelayMs;
    const retryCapMs = this.#options.maxDelayMs ?? RETRY_DEFAULTS.maxDelayMs;
    return retryWaitMs(number, { retryBaseMs, retryCapMs }, Math.random());
  }
}

/**
 * Like `runnable.withRetry()`, with more: exponential backoff with jitter, the server's `Retry-After` honoured, your
 * own rule for what is tried again, and streams tried again until their first chunk. Works with any tracer, or none.
 * The last error is thrown as it is.
 */
export function withOpikRetry<RunInput, RunOutput>(
  runnable: Runnable<RunInput, RunOutput>,
  options: OpikRetryOptions = {},
): OpikRetry<RunInput, RunOutput> {
  return new OpikRetry(runnable, options);
}

/**
 * Waits, or rejects with the signal's reason as soon as it fires. It uses the timer that the program has now, which its
 * tests may fake.
 */
function abortableWait(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(abortReason(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, durationMs);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

function abortReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException("The run was aborted.", "AbortError");
}
