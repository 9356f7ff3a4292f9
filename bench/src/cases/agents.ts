import type { Case } from "../harness/measure.js";

export const WARM_UP_AGENTS = 10;
export const AGENTS = 40;

/** Counted from 1, both ends included. */
export interface Turns {
  readonly from: number;
  readonly to: number;
}

export const EARLY_TURNS: Turns = { from: 1, to: 5 };
export const LATE_TURNS: Turns = { from: 26, to: 30 };

type Measures = "earlyMicros" | "lateMicros" | "earlyListBytes" | "lateListBytes" | "cpuMicros" | "peakBytes";

/** A turn's time is wall time without delivery; the CPU time is that of all agents with delivery. */
export const AGENTS_CASE: Case<Measures> = {
  module: new URL("./agent-worker.js", import.meta.url),
  measures: ["earlyMicros", "lateMicros", "earlyListBytes", "lateListBytes", "cpuMicros", "peakBytes"],
};
