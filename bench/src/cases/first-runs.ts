import type { Case } from "../harness/measure.js";

export const FIRST_RUNS = 10;

/** From the import of all that is needed to the answer of the server; the CPU time is that of the process since it began. */
export const FIRST_RUNS_CASE: Case<"wallMicros" | "cpuMicros"> = {
  module: new URL("./first-runs-worker.js", import.meta.url),
  measures: ["wallMicros", "cpuMicros"],
};
