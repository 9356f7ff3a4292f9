import type { Run } from "../tracing/run.js";
import { orElse } from "./convert/or-else.js";
import { isShape } from "./convert/shape.js";

/** Keeps what a step gave, for the sequence or retry around it. */
export function noteStepOutput(run: Run, output: unknown): void {
  const { parent } = run;
  if (parent === undefined || (!run.start.isStep && parent.start.wrapper !== "withRetry")) return;
  parent.lastStepOutput = orElse(() => unwrapped(output), undefined);
}

/**
 * The output of this very run. LangChain reports the outputs of a whole batch as the output of each of its runs;
 * the run's own is the one that its last step gave.
 */
export function ownOutput(outputs: unknown, { lastStepOutput: own }: Run): unknown {
  if (own === undefined) return outputs;
  const isOneOfBatch = orElse(() => {
    const given = unwrapped(outputs);
    return Array.isArray(given) && given !== own && given.includes(own);
  }, false);
  return isOneOfBatch ? own : outputs;
}

// LangChain puts what is no plain object under this key.
function unwrapped(outputs: unknown): unknown {
  return isShape(outputs) && "output" in outputs && Object.keys(outputs).length === 1 ? outputs.output : outputs;
}
