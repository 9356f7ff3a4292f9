import type { Case } from "../harness/measure.js";

export const SHORT_RUNS = 2_000;

export const WARM_UP_RUNS = 300;
/** By then the runtime has compiled what it is going to compile. */
const LONG_WARM_UP_RUNS = 6_000;

/** The wall time is that of the runs; the CPU time is that of the runs and their delivery. */
export const SHORT_RUNS_CASE: Case<"wallMicros" | "cpuMicros" | "peakBytes"> = afterWarmUp(WARM_UP_RUNS);

/** The same in a process that has been at work for a while, as a server has. */
export const WARM_RUNS_CASE: typeof SHORT_RUNS_CASE = afterWarmUp(LONG_WARM_UP_RUNS);

function afterWarmUp(runs: number): Case<"wallMicros" | "cpuMicros" | "peakBytes"> {
  return {
    module: new URL("./short-runs-worker.js", import.meta.url),
    measures: ["wallMicros", "cpuMicros", "peakBytes"],
    args: [String(runs)],
  };
}
