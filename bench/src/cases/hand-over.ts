import type { Case } from "../harness/measure.js";

export const HAND_OVERS = 10;
/** So few that no batch is full before the flush: all of the sending falls into it. */
export const RUNS_A_HAND_OVER = 200;

export const HAND_OVER_CASE: Case<"cpuMicros"> = {
  module: new URL("./hand-over-worker.js", import.meta.url),
  measures: ["cpuMicros"],
};
