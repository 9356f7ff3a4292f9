import type { Case } from "../harness/measure.js";

export const WARM_UP_RUNS = 300;
export const SHORT_RUNS = 2_000;

/** The wall time is that of the runs; the CPU time is that of the runs and their delivery. */
export const SHORT_RUNS_CASE: Case<"wallMicros" | "cpuMicros" | "peakBytes"> = {
  module: new URL("./short-runs-worker.js", import.meta.url),
  measures: ["wallMicros", "cpuMicros", "peakBytes"],
};
