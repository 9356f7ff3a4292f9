import type { CallbackManagerForChainRun } from "@langchain/core/callbacks/manager";
import { patchConfig, type RunnableConfig } from "@langchain/core/runnables";

/** The configuration of an attempt: its run is a child of the wrapper's. */
export function childConfig(
  config: Partial<RunnableConfig>,
  run: CallbackManagerForChainRun | undefined,
  tag?: string,
): Partial<RunnableConfig> {
  return run === undefined ? config : patchConfig(config, { callbacks: run.getChild(tag) });
}
