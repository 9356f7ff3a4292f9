import { hasFields } from "../records/json/few-members.js";
import { tryOr } from "../records/json/guarded-read.js";
import { isJsonObject, isObject } from "../records/json/json-object.js";
import type { StepOutcome } from "../tracing/run/child-runs.js";
import type { Run } from "../tracing/run/run.js";
import type { RunError } from "../tracing/run/run-event.js";
import { givenText, isSameSum, isSumOfBytes, LOST_BYTES, textOfBytes } from "./convert/byte-answers.js";

/**
 * Keeps the output of a step, for the sequence or retry around it. A batch that returns its errors goes on, and passes
 * the error to the next step: a step that passes it on has not repaired the failure.
 */
export function noteStepOutput(run: Run, output: unknown): void {
  const failure = failureBefore(run);
  const isHandedOn = failure !== undefined && isObject(output) && failure.thrown.includes(output);
  if (!isHandedOn) noteStep(run, { kind: "gave", output });
}

/** Keeps the error of a step. The failure of a step that was given an error is only a consequence of it. */
export function noteStepFailure(run: Run, error: RunError): void {
  const first = failureBefore(run) ?? error;
  noteStep(run, { kind: "failed", error: { ...first, thrown: [...new Set([...first.thrown, ...error.thrown])] } });
}

/** The error of the step before. */
function failureBefore({ start, parent }: Run): RunError | undefined {
  const before = start.isStep ? parent?.children?.lastStep : undefined;
  return before?.kind === "failed" ? before.error : undefined;
}

function noteStep(run: Run, outcome: StepOutcome): void {
  const { parent } = run;
  if (parent === undefined || (!run.start.isStep && parent.start.wrapper !== "withRetry")) return;
  parent.ensureChildren().setLastStep(outcome);
}

/**
 * The output of this very run. LangChain reports the outputs of a whole batch as the output of each of its runs; the
 * run's own is that of its last step.
 */
export function ownOutput(outputs: unknown, { children }: Run): unknown {
  const last = children?.lastStep;
  if (last?.kind !== "gave") return outputs;
  const own = tryOr(() => unwrapped(last.output), undefined);
  const isOneOfBatch = tryOr(() => {
    const given = unwrapped(outputs);
    return isBatch(given) && given !== own && (given.includes(own) || given.includes(last.output));
  }, false);
  return isOneOfBatch ? own : outputs;
}

/**
 * The failure of this very run, where LangChain reports it as an output: a batch that returns its errors, or that is
 * tried again, ends each run with its error, and up to LangChain 1.2 with the outputs of the whole batch.
 */
export function ownFailure(outputs: unknown, { children }: Run): RunError | undefined {
  const last = children?.lastStep;
  if (last?.kind !== "failed") return undefined;
  const isReported = tryOr(() => {
    const given = unwrapped(outputs);
    const ends = isBatch(given) ? given : [given];
    return last.error.thrown.some((one) => one !== undefined && ends.includes(one));
  }, false);
  return isReported ? last.error : undefined;
}

/**
 * The failure of this very run of a sequence. If inputs of a batch fail, LangChain ends each of its runs with the
 * failure of the first; the run's own is that of its last step.
 */
export function ownStepFailure(thrown: unknown, { children, start }: Run): RunError | undefined {
  const last = children?.lastStep;
  if (last?.kind !== "failed" || start.wrapper !== undefined) return undefined;
  return last.error.thrown.includes(thrown) ? undefined : last.error;
}

const LARGEST_BATCH = 100_000;

function isBatch(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= LARGEST_BATCH;
}

// LangChain puts anything but a plain object under this key.
function unwrapped(outputs: unknown): unknown {
  return isJsonObject(outputs) && "output" in outputs && hasFields(outputs, 1) ? outputs.output : outputs;
}

/**
 * The output, with text in place of the bytes that a parser made of it. LangChain adds up the bytes of a stream: then
 * the text is that of the run below which has this as its last step or whole stream, or the run's own input.
 */
export function readableOutput(output: unknown, run: Run, lateInput: unknown): unknown {
  const bytes = tryOr(() => unwrapped(output), undefined);
  const text = textOfBytes(bytes);
  if (text !== undefined) return text;
  if (!tryOr(() => isSumOfBytes(bytes), false)) return output;
  const given = run.start.parses === true ? tryOr(() => givenText(lateInput), undefined) : textBelow(run, bytes);
  if (given === undefined) return LOST_BYTES;
  if (run.start.isStep) run.parent?.ensureChildren().setLastStep({ kind: "gave", output: given });
  run.parent?.ensureChildren().setSummedBytes({ sum: bytes, text: given });
  return given;
}

function textBelow({ children }: Run, bytes: unknown): string | undefined {
  const last = children?.lastStep;
  if (last?.kind === "gave" && typeof last.output === "string") return last.output;
  const passedOn = children?.summedBytes;
  return passedOn !== undefined && tryOr(() => isSameSum(passedOn.sum, bytes), false) ? passedOn.text : undefined;
}
