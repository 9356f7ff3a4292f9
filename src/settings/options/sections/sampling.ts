import { MAX_TIMER_MS } from "../number-limits.js";
import type { OptionRows } from "../option-spec.js";

/** Which traces are kept. */
export const SAMPLING = {
  sampleRate: {
    kind: "number",
    min: 0,
    max: 1,
    env: "OPIK_LANGCHAIN_SAMPLE_RATE",
    fileKey: "sampling.rate",
    default: 1,
    does: "The share of the traces that is kept, chosen by the trace's id; 1 is all.",
  },
  alwaysKeep: {
    kind: "choiceList",
    choices: ["errors", "fallbacks", "slow"],
    env: "OPIK_LANGCHAIN_ALWAYS_KEEP",
    fileKey: "sampling.alwaysKeep",
    default: ["errors", "fallbacks", "slow"],
    does: "Which traces are kept whatever the rate says.",
  },
  slowMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_SLOW_MS",
    fileKey: "sampling.slowMs",
    default: 10_000,
    does: "The duration from which sampling takes a trace for slow.",
  },
} as const satisfies OptionRows;
