import { Runnable, type RunnableBatchOptions, type RunnableConfig } from "@langchain/core/runnables";

type Config = Partial<RunnableConfig>;

/** Invokes a runnable for each input by itself, with LangChain's own limit of how many at once. */
export function invokeEach<RunInput, RunOutput>(
  runnable: Runnable<RunInput, RunOutput>,
  inputs: RunInput[],
  options: Config | Config[] | undefined,
  batchOptions: RunnableBatchOptions | undefined,
): Promise<(RunOutput | Error)[]> {
  return new OneByOne(runnable).batch(inputs, options, batchOptions);
}

// LangChain's Runnable has just this `batch`; the classes that are wrapped here have others.
class OneByOne<RunInput, RunOutput> extends Runnable<RunInput, RunOutput> {
  override lc_namespace = ["langchain_opik", "chains"];
  readonly #runnable: Runnable<RunInput, RunOutput>;

  constructor(runnable: Runnable<RunInput, RunOutput>) {
    super();
    this.#runnable = runnable;
  }

  override invoke(input: RunInput, options?: Config): Promise<RunOutput> {
    return this.#runnable.invoke(input, options);
  }
}
