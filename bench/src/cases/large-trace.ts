import type { Case } from "../harness/measure.js";

export const FIRST_CHILDREN = 20_000;
export const LATER_CHILDREN = 80_000;
export const CHILDREN_BETWEEN_FLUSHES = 2_000;

/** Very many runs under one root: their wall time, and the live heap after the first of them and after the later ones. */
export const LARGE_TRACE_CASE: Case<"wallMicros" | "beforeBytes" | "afterBytes"> = {
  module: new URL("./large-trace-worker.js", import.meta.url),
  measures: ["wallMicros", "beforeBytes", "afterBytes"],
  nodeFlags: ["--expose-gc"],
};
