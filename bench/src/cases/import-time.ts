import type { ContenderName } from "../contenders/contender.js";
import { nextMessage, startChild, stopChild } from "../harness/child-process.js";
import { median, numbersIn } from "../harness/numbers.js";

/** The module that a program imports to get each handler. */
export const ENTRY_MODULES = new Map<ContenderName, string>([
  ["langchain-opik", "langchain-opik"],
  ["opik-langchain", "opik-langchain"],
  ["langfuse", "@langfuse/langchain"],
  ["langsmith", "@langchain/core/tracers/tracer_langchain"],
]);

const WORKER = new URL("./import-time-worker.js", import.meta.url);

/** Milliseconds that importing the module takes, the median of so many fresh processes. */
export async function importMillis(specifier: string, processes: number): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < processes; count += 1) {
    const child = startChild(WORKER, [specifier]);
    times.push(numbersIn(await nextMessage(child), ["importMs"]).importMs);
    await stopChild(child);
  }
  return median(times);
}
