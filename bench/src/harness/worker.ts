import { once } from "node:events";
import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { type Contender, isContenderName } from "../contenders/contender.js";
import { openContender } from "../contenders/open-contender.js";

/** The contender that the parent process named for this one. @throws Error when it named none. */
export async function assignedContender(): Promise<Contender> {
  const [, , name, sinkUrl] = process.argv;
  if (!isContenderName(name) || sinkUrl === undefined) throw new Error("Expected a contender and the sink's address.");
  return openContender(name, sinkUrl);
}

/** Handlers that LangChain runs in the background have to come to an end before there is anything to flush. */
export async function flushAll(contender: Contender): Promise<void> {
  await awaitAllCallbacks();
  await contender.flush();
}

/** Tells the parent that the warm-up is over, and waits until it counts. */
export async function waitForStart(): Promise<void> {
  const start = once(process, "message");
  process.send?.("warm");
  await start;
}

export function report(numbers: Readonly<Record<string, number>>): void {
  process.send?.(numbers);
}

/** Microseconds of CPU that all threads of this process have used since the reading before. */
export function cpuMicrosSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** The most memory that this process ever held. */
export function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
