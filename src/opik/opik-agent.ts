import type { Callbacks } from "@langchain/core/callbacks/manager";
import type { Config, Opik } from "opik";
import { tellOnce } from "../handlers/notices.js";
import { OpikCallbackHandler } from "../handlers/opik-callback-handler.js";
import { resolveSettings } from "../settings/resolve-settings.js";
import { type AgentArgs, type AgentInput, type AgentParam, inputByName, sdkParams } from "./agent-params.js";
import { failureReason } from "./failure-reason.js";
import { sdkClient } from "./sdk-client.js";
import { trackPlainly } from "./track-plainly.js";

/** A runnable of LangChain, or a compiled graph. */
export interface AgentProgram<Input, Output> {
  invoke(input: Input, options: { readonly callbacks: Callbacks; readonly runName: string }): Promise<Output>;
}

interface AgentConfigSource<Values extends Record<string, unknown>> {
  /** Under this name the agent stands in Opik, and so do its traces. */
  readonly name: string;
  readonly config: {
    /** What is used where Opik has no configuration, or can't be asked. It is saved as the first version. */
    readonly fallback: Values;
    /** The environment whose version is used. Default: `prod`. */
    readonly env?: string;
    /** One version by its name, or `latest`, in place of an environment. */
    readonly version?: string;
  };
  /** The SDK's client that reads the configuration. Default: as for `scoreTrace`. */
  readonly client?: Opik;
}

export interface OpikAgentOptions<Params extends readonly AgentParam[], Values extends Record<string, unknown>, Output>
  extends AgentConfigSource<Values> {
  readonly params: Params;
  /** Makes the program of this configuration; called for each run. */
  readonly build: (
    config: Config<Values>,
  ) => AgentProgram<AgentInput<Params>, Output> | Promise<AgentProgram<AgentInput<Params>, Output>>;
  /** Default: the project that Opik's own settings name. */
  readonly projectName?: string;
  /** Default: a handler of its own, with the settings that are found. */
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
  const { name, params, build } = options;
  // With a project that it is told, the SDK makes no client before the first call: it throws where it has no key.
  const { projectName = resolveSettings({}).settings.projectName } = options;
  const { handler = new OpikCallbackHandler({ projectName }) } = options;
  const entrypoint = { name, projectName, params: sdkParams(params), entrypoint: true, type: "general" as const };
  return trackPlainly(entrypoint, async (...args: AgentArgs<Params>) => {
    const program = await build(await readConfig(options, projectName));
    return program.invoke(inputByName(params, args), { callbacks: [handler], runName: name });
  });
}

async function readConfig<Values extends Record<string, unknown>>(
  { name, config, client }: AgentConfigSource<Values>,
  projectName: string,
): Promise<Config<Values>> {
  const { fallback } = config;
  try {
    return await (client ?? sdkClient()).getOrCreateConfig({ ...config, projectName });
  } catch (error) {
    const why = failureReason(error);
    tellOnce(`config:${name}`, `the agent "${name}" runs with the fallback of its configuration: ${why}`);
    return { ...fallback, blueprintId: undefined, blueprintVersion: undefined, isFallback: true };
  }
}
