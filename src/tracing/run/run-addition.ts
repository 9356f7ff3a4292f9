import type { JsonText } from "../../records/json/json-writer.js";

/** What the host's code adds to a run while it is in it, beyond what LangChain reports. */
export interface RunAddition {
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly tags?: readonly string[] | undefined;
  /** In place of what the run returns. */
  readonly output?: JsonText | undefined;
  readonly costUsd?: number | undefined;
}

/** Both together: the later one's values override, metadata by key; tags are joined. */
export function joinAdditions(before: RunAddition | undefined, later: RunAddition): RunAddition {
  if (before === undefined) return later;
  return {
    metadata: { ...before.metadata, ...later.metadata },
    tags: [...new Set([...(before.tags ?? []), ...(later.tags ?? [])])],
    output: later.output ?? before.output,
    costUsd: later.costUsd ?? before.costUsd,
  };
}
