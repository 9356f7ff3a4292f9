import type { FlushOptions, FlushResult } from "../../records/record-sink.js";
import { ignoreErrors } from "../../runtime/ignore-errors.js";
import { drainCounts, NO_COUNTS } from "./process-counts.js";
import { type ProcessRegistry, processRegistry } from "./process-registry.js";

/**
 * Flushes all that this process traces, by `langchain-opik/register` and by any number of handlers: for code that has
 * no handler at hand, such as a serverless function before it is frozen. What has ended by now is then delivered, on
 * disk, or counted as lost. A worker thread flushes what it traces itself.
 *
 * @example
 * const answer = await chain.invoke({ question });
 * await flushTraces({ timeoutMs: 2_000 });
 *
 * @returns what happened to the process's records since its last `flushTraces`; what sampling holds until its trace
 * ends is not counted yet. Never rejects
 */
export async function flushTraces(options?: FlushOptions): Promise<FlushResult> {
  try {
    return await flushAll(processRegistry(), options);
  } catch {
    return NO_COUNTS;
  }
}

async function flushAll(registry: ProcessRegistry, options: FlushOptions | undefined): Promise<FlushResult> {
  for (const hook of [...registry.flushHooks]) ignoreErrors(hook);
  const drains = [...registry.deliveries].map(({ delivery, flushTimeoutMs }) =>
    delivery.drain(flushTimeMs(options, flushTimeoutMs)),
  );
  await Promise.allSettled(drains);
  return drainCounts(registry);
}

/** Registers work to be done before that, such as passing on what has ended. Returns a function that removes it. */
export function onProcessFlush(hook: () => void): () => void {
  const { flushHooks } = processRegistry();
  flushHooks.add(hook);
  return () => {
    flushHooks.delete(hook);
  };
}

/** A timer treats anything above this as zero, and warns. */
const LONGEST_MS = 2_147_483_647;

/** How long a flush waits: as its caller says, even without end, or `ownMs` if that is no time. */
export function flushTimeMs(options: FlushOptions | undefined, ownMs: number): number {
  try {
    const timeMs = Math.min(options?.timeoutMs ?? ownMs, LONGEST_MS);
    return Number.isNaN(timeMs) ? ownMs : timeMs;
  } catch {
    // JavaScript callers are not held to the types: neither a symbol is a time, nor an object that can't be read.
    return ownMs;
  }
}
