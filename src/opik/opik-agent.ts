import type { Callbacks } from "@langchain/core/callbacks/manager";
import type { Config } from "opik";
import { OpikCallbackHandler } from "../handlers/opik-callback-handler.js";
import { processEnvironment, readVariable } from "../settings/environment.js";
import { resolveSettings } from "../settings/resolve-settings.js";
import { type AgentArgs, type AgentInput, type AgentParam, inputByName, sdkParams } from "./agent-params.js";
import { type AgentConfigSource, readConfig } from "./read-config.js";
import { trackPlainly } from "./track-plainly.js";

/** A runnable of LangChain, or a compiled graph. */
export interface AgentProgram<Input, Output> {
  invoke(input: Input, options: { readonly callbacks: Callbacks; readonly runName: string }): Promise<Output>;
}

export interface OpikAgentOptions<Params extends readonly AgentParam[], Values extends Record<string, unknown>, Output>
  extends AgentConfigSource<Values> {
  readonly params: Params;
  /**
   * Whether Opik may run it (Local Runner). Default: true. Write `entrypoint: true` all the same: the command
   * `opik endpoint` looks for these words in the sources before it starts a program.
   */
  readonly entrypoint?: boolean;
  /** Builds the program for this configuration; called for each run. */
  readonly build: (
    config: Config<Values>,
  ) => AgentProgram<AgentInput<Params>, Output> | Promise<AgentProgram<AgentInput<Params>, Output>>;
  /** Default: the project that Opik's own settings name. */
  readonly projectName?: string;
  /** Default: a handler of its own, with the settings of the environment and config files. */
  readonly handler?: OpikCallbackHandler;
}

/**
 * An agent as Opik knows it: an entrypoint with parameters, which Opik can run (Local Runner), and a configuration in
 * versions, which Opik can change. Each call is one trace, with the version that it ran with and the LangChain runs
 * below it. A configuration that can't be read is replaced by the fallback, and one line says so.
 */
export function opikAgent<const Params extends readonly AgentParam[], Values extends Record<string, unknown>, Output>(
  options: OpikAgentOptions<Params, Values, Output>,
): (...args: AgentArgs<Params>) => Promise<Awaited<Output>> {
  const { name, params, build, entrypoint = true } = options;
  // Given a project, the SDK makes no client before the first call; without a key, making one throws.
  const { projectName = resolveSettings({}).settings.projectName } = options;
  const { handler = new OpikCallbackHandler({ projectName }) } = options;
  const tracked = { name, projectName, params: sdkParams(params), entrypoint, type: "general" as const };
  return trackPlainly(tracked, async (...args: AgentArgs<Params>) => {
    const program = await build(await readConfig(options, projectName));
    try {
      return await program.invoke(inputByName(params, args), { callbacks: [handler], runName: name });
    } finally {
      await sendForLocalRunner(handler);
    }
  });
}

/**
 * Sends what the handler has, in a program that Opik's Local Runner runs. The runner reports a call as done when it
 * returns, and ends the process immediately when it is stopped, so the runs have to be in Opik by then.
 */
async function sendForLocalRunner(handler: OpikCallbackHandler): Promise<void> {
  if (readVariable(processEnvironment(), "OPIK_RUNNER_MODE") === "true") await handler.flush();
}
