import type { ContenderName } from "../contenders/contender.js";
import { type Case, type Measured, measuredNames, measureOnce } from "./measure.js";
import { median, numbersIn } from "./numbers.js";
import type { Sink } from "./sink.js";

export type Medians<Name extends string> = ReadonlyMap<ContenderName, Measured<Name>>;

/**
 * Does the work in so many fresh processes for each contender, in rounds, so that a slow minute of the machine
 * meets all of them; of each number the median stands.
 */
export async function measureMedians<Name extends string>(
  work: Case<Name>,
  contenders: readonly ContenderName[],
  processes: number,
  sink: Sink,
): Promise<Medians<Name>> {
  const taken = new Map<ContenderName, Measured<Name>[]>(contenders.map((name) => [name, []]));
  for (let round = 0; round < processes; round += 1) {
    for (const [name, samples] of taken) samples.push(await measureOnce(work, name, sink));
  }
  const names = measuredNames(work);
  return new Map([...taken].map(([name, samples]) => [name, medianOf(samples, names)]));
}

function medianOf<Name extends string>(
  samples: readonly Readonly<Record<Name, number>>[],
  names: readonly Name[],
): Readonly<Record<Name, number>> {
  const medians = names.map((name) => [name, median(samples.map((sample) => sample[name]))]);
  return numbersIn(Object.fromEntries(medians), names);
}
