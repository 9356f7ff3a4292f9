import type { CallbackManagerForChainRun } from "@langchain/core/callbacks/manager";
import {
  ensureConfig,
  getCallbackManagerForConfig,
  type Runnable,
  type RunnableConfig,
} from "@langchain/core/runnables";
import { concat } from "@langchain/core/utils/stream";
import { asValues } from "../instrumentation/chain-values.js";

/** The run of a wrapper that streams. It always ends with what arrived, even when the caller stops reading. */
export class StreamedRun {
  readonly config: Partial<RunnableConfig>;
  readonly manager: CallbackManagerForChainRun | undefined;

  private constructor(config: Partial<RunnableConfig>, manager: CallbackManagerForChainRun | undefined) {
    this.config = config;
    this.manager = manager;
  }

  static async start(
    runnable: Runnable,
    input: unknown,
    options: Partial<RunnableConfig> | undefined,
  ): Promise<StreamedRun> {
    const { runId, ...config } = ensureConfig(options);
    const callbacks = await getCallbackManagerForConfig(config);
    const name = config.runName ?? runnable.getName();
    const inputs = asValues(input, "input");
    const manager = await callbacks?.handleChainStart(
      runnable.toJSON(),
      inputs,
      runId,
      undefined,
      undefined,
      undefined,
      name,
    );
    return new StreamedRun(config, manager);
  }

  async *pass<Chunk>(open: () => Promise<AsyncIterable<Chunk>>): AsyncGenerator<Awaited<Chunk>, void> {
    const answer = new GrowingAnswer();
    let failed = false;
    try {
      for await (const chunk of await open()) {
        answer.add(chunk);
        yield chunk;
      }
    } catch (error) {
      failed = true;
      await this.manager?.handleChainError(error);
      throw error;
    } finally {
      if (!failed) await this.manager?.handleChainEnd(asValues(answer.value, "output"));
    }
  }
}

/** Chunks added up, as far as that is possible. */
class GrowingAnswer {
  value: unknown;
  #fits = true;

  add(chunk: unknown): void {
    if (!this.#fits) return;
    try {
      this.value = this.value === undefined ? chunk : concat(this.value, chunk);
    } catch {
      this.#fits = false;
      this.value = undefined;
    }
  }
}
