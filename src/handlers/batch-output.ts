import { hasFields } from "../records/json/few-members.js";
import { tryOr } from "../records/json/guarded-read.js";
import { isJsonObject } from "../records/json/json-object.js";
import type { Run } from "../tracing/run/run.js";
import type { RunError } from "../tracing/run/run-event.js";

/** Keeps what a step gave, for the sequence or retry around it. */
export function noteStepOutput(run: Run, output: unknown): void {
  const { parent } = run;
  if (parent === undefined || (!run.start.isStep && parent.start.wrapper !== "withRetry")) return;
  parent.ensureChildren().setLastStepOutput(tryOr(() => unwrapped(output), undefined));
}

/**
 * The output of this very run. LangChain reports the outputs of a whole batch as the output of each of its runs;
 * the run's own is the one that its last step gave.
 */
export function ownOutput(outputs: unknown, { children }: Run): unknown {
  const own = children?.lastStepOutput;
  if (own === undefined) return outputs;
  const isOneOfBatch = tryOr(() => {
    const given = unwrapped(outputs);
    return isBatch(given) && given !== own && given.includes(own);
  }, false);
  return isOneOfBatch ? own : outputs;
}

/**
 * The failure of this very run, where LangChain reports the outputs of a whole batch as its end: a batch that was told
 * to return its errors has the run's error among them.
 */
export function ownFailure(outputs: unknown, { children }: Run): RunError | undefined {
  const last = children?.attempts?.members.at(-1);
  const state = last?.kind === "asked" ? last.runs.at(-1)?.state : undefined;
  if (state?.phase !== "ended" || state.end.status !== "failed") return undefined;
  const { error } = state.end;
  const isOneOfBatch = tryOr(() => {
    const given = unwrapped(outputs);
    return isBatch(given) && given.includes(error.thrown[0]);
  }, false);
  return isOneOfBatch ? error : undefined;
}

const LARGEST_BATCH = 100_000;

function isBatch(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= LARGEST_BATCH;
}

// LangChain puts what is no plain object under this key.
function unwrapped(outputs: unknown): unknown {
  return isJsonObject(outputs) && "output" in outputs && hasFields(outputs, 1) ? outputs.output : outputs;
}
