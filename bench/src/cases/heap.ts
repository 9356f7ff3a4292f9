import type { Case } from "../harness/measure.js";

export const FIRST_RUNS = 20_000;
export const LATER_RUNS = 80_000;
export const RUNS_BETWEEN_FLUSHES = 2_000;

/** The live heap after the first runs and after the later ones. */
export const HEAP_CASE: Case<"beforeBytes" | "afterBytes"> = {
  module: new URL("./heap-worker.js", import.meta.url),
  measures: ["beforeBytes", "afterBytes"],
  nodeFlags: ["--expose-gc"],
};
