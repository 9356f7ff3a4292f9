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
    does: "Share of traces to keep, from 0 (none) to 1 (all). The trace ID decides which traces are kept.",
  },
  alwaysKeep: {
    kind: "choiceList",
    choices: ["errors", "fallbacks", "slow"],
    env: "OPIK_LANGCHAIN_ALWAYS_KEEP",
    fileKey: "sampling.alwaysKeep",
    default: ["errors", "fallbacks", "slow"],
    does: "Traces to keep whatever the sample rate: those with errors, those with model fallbacks, and slow ones.",
  },
  slowMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_SLOW_MS",
    fileKey: "sampling.slowMs",
    default: 10_000,
    does: "Duration from which sampling treats a trace as slow, in milliseconds.",
  },
} as const satisfies OptionRows;
