import type { Config, Opik } from "opik";
import { warnOnce } from "../logging/warn-once.js";
import { withinTime } from "../runtime/within-time.js";
import { failureReason } from "./failure-reason.js";
import { sdkClient } from "./sdk-client.js";

/** Which configuration an agent runs with. */
export interface AgentConfigSource<Values extends Record<string, unknown>> {
  /** The name of the agent in Opik, and of its traces. */
  readonly name: string;
  readonly config: {
    /** What is used where Opik has no configuration, or can't be asked. It is saved as the first version. */
    readonly fallback: Values;
    /** The environment whose version is used. Default: `prod`. */
    readonly env?: string;
    /** One version by its name, or `latest`, in place of an environment. */
    readonly version?: string;
    /** The longest time that a call waits for Opik's answer before it runs with the fallback. Default: 5,000. */
    readonly timeoutMs?: number;
  };
  /** The SDK's client that reads the configuration. Default: as for `scoreTrace`. */
  readonly client?: Opik;
}

const TIMEOUT_MS = 5_000;

/**
 * Inside of a tracked call: the version of the configuration that it is to run with, or the fallback. Never rejects.
 */
export async function readConfig<Values extends Record<string, unknown>>(
  { name, config, client }: AgentConfigSource<Values>,
  projectName: string,
): Promise<Config<Values>> {
  const { timeoutMs = TIMEOUT_MS, ...wanted } = config;
  try {
    // The SDK itself would wait for minutes. It caches an answer that comes too late, so the next call has it.
    const read = async () => (client ?? sdkClient()).getOrCreateConfig({ ...wanted, projectName });
    return await withinTime(read(), timeoutMs);
  } catch (error) {
    const why = failureReason(error);
    warnOnce(`config:${name}`, `the agent "${name}" runs with the fallback of its configuration: ${why}`);
    return { ...wanted.fallback, blueprintId: undefined, blueprintVersion: undefined, isFallback: true };
  }
}
