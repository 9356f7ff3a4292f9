import { Runnable, type RunnableConfig } from "@langchain/core/runnables";

type Config = Partial<RunnableConfig>;

/** What a wrapper must provide; everything else follows from it. */
export interface Runs<RunInput, RunOutput> {
  invoke(input: RunInput, options?: Config): Promise<RunOutput>;
  _streamIterator(input: RunInput, options?: Config): AsyncGenerator<RunOutput>;
}

/**
 * A wrapper as a runnable that has LangChain's own `batch`, `stream`, `transform` and `streamEvents`, each made of
 * `invoke` or the wrapper's stream. The classes that the wrappers extend have others, which bypass the wrapper.
 */
export class PlainRunnable<RunInput, RunOutput> extends Runnable<RunInput, RunOutput> {
  override lc_namespace = ["langchain_opik", "chains"];
  readonly #wrapper: Runs<RunInput, RunOutput>;

  constructor(wrapper: Runs<RunInput, RunOutput>) {
    super();
    this.#wrapper = wrapper;
  }

  override invoke(input: RunInput, options?: Config): Promise<RunOutput> {
    return this.#wrapper.invoke(input, options);
  }

  override _streamIterator(input: RunInput, options?: Config): AsyncGenerator<RunOutput> {
    return this.#wrapper._streamIterator(input, options);
  }
}
