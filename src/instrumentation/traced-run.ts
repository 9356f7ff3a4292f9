import { CallbackManager, type CallbackManagerForChainRun } from "@langchain/core/callbacks/manager";
import { ensureConfig, patchConfig, type RunnableConfig } from "@langchain/core/runnables";
import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { tryOr } from "../records/json/guarded-read.js";
import { asValues } from "./chain-values.js";
import type { TracedOptions } from "./traced-options.js";

/** One call of a traced function. */
interface TracedCall {
  readonly name: string;
  readonly options: TracedOptions;
  readonly input: unknown;
}

/**
 * Runs the work as a LangChain run at the place where it is called. Its result and its errors are those of the work.
 */
export async function runTraced<Result>(call: TracedCall, work: () => Result): Promise<Awaited<Result>> {
  const config = ensureConfig();
  const run = await startRun(call, config);
  if (run === undefined) return await work();
  const below = patchConfig(config, { callbacks: run.getChild() });
  try {
    const result = await AsyncLocalStorageProviderSingleton.runWithConfig(below, work);
    await run.handleChainEnd(asValues(result, "output"));
    return result;
  } catch (error) {
    await run.handleChainError(error);
    throw error;
  }
}

async function startRun(
  { name, options, input }: TracedCall,
  config: Partial<RunnableConfig>,
): Promise<CallbackManagerForChainRun | undefined> {
  const { callbacks, tags, metadata } = tryOr(() => readOptions(options), NO_OPTIONS);
  const manager = CallbackManager.configure(
    config.callbacks ?? callbacks,
    undefined,
    config.tags,
    tags,
    config.metadata,
    metadata,
  );
  return manager?.handleChainStart(
    SERIALIZED,
    asValues(input, "input"),
    undefined,
    undefined,
    undefined,
    undefined,
    name,
  );
}

function readOptions({ type, metadata, tags, callbacks }: TracedOptions) {
  return {
    callbacks,
    tags: tags && [...tags],
    metadata: { ...metadata, ...(type !== undefined && { "opik.type": type }) },
  };
}

const NO_OPTIONS: ReturnType<typeof readOptions> = { callbacks: undefined, tags: undefined, metadata: {} };

const SERIALIZED = { lc: 1, type: "not_implemented" as const, id: ["langchain_opik", "manual", "traced"] };
