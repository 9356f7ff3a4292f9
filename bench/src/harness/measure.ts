import type { ContenderName } from "../contenders/contender.js";
import { TRAFFIC_NAMES, type Traffic } from "../sink/traffic.js";
import { nextMessage, startChild, stopChild } from "./child-process.js";
import { numbersIn } from "./numbers.js";
import type { Sink } from "./sink.js";

/** One piece of work: the module that does it, and what it measures. */
export interface Case<Name extends string> {
  readonly module: URL;
  readonly measures: readonly Name[];
  /** What its module is told. */
  readonly args?: readonly string[];
  readonly nodeFlags?: readonly string[];
}

export type Measured<Name extends string> = Readonly<Record<Name | keyof Traffic, number>>;

/** Does the work once in a fresh process; the sink counts from the end of the warm-up on. */
export async function measureOnce<Name extends string>(
  work: Case<Name>,
  contender: ContenderName,
  sink: Sink,
): Promise<Measured<Name>> {
  const child = startChild(work.module, [contender, sink.url, ...(work.args ?? [])], work.nodeFlags);
  try {
    await nextMessage(child);
    await sink.reset();
    const result = nextMessage(child);
    child.send("go");
    const numbers = numbersIn(await result, work.measures);
    const traffic = await sink.report();
    return numbersIn({ ...numbers, ...traffic }, measuredNames(work));
  } finally {
    await stopChild(child);
  }
}

export function measuredNames<Name extends string>(work: Case<Name>): readonly (Name | keyof Traffic)[] {
  return [...work.measures, ...TRAFFIC_NAMES];
}
