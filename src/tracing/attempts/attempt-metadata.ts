import type { Run } from "../run/run.js";
import type { RunEnd } from "../run/run-event.js";
import { type AttemptMember, type AttemptRef, isLast, lastNumber, memberAt } from "./attempt-group.js";

export type AttemptKind = "retry" | "fallback";

/** What repeated the call. `code`: the program itself, in its own catch. */
type AttemptMechanism =
  | "withFallbacks"
  | "withRetry"
  | "modelFallbackMiddleware"
  | "modelRetryMiddleware"
  | "toolRetryMiddleware"
  | "retryPolicy"
  | "code";

/** `superseded`: it answered, but its wrapper asked the next candidate or still failed (as batches do). */
type AttemptOutcome = "failed" | "answered" | "superseded" | "left";

/** Why the try before failed. */
interface AttemptReason {
  readonly type: string;
  readonly message?: string | undefined;
  readonly status?: number | undefined;
}

/** What a span's metadata says about an attempt (`metadata.attempt`). */
export interface AttemptMetadata {
  readonly kind: AttemptKind;
  /** 1 = the first try. */
  readonly number: number;
  readonly mechanism: AttemptMechanism;
  readonly outcome: AttemptOutcome;
  readonly reason?: AttemptReason | undefined;
  readonly previous_model?: string | undefined;
  /** Milliseconds from the end of the try before to the start of this one. */
  readonly wait_ms?: number | undefined;
}

type WhatWentBefore = Pick<AttemptMetadata, "reason" | "previous_model" | "wait_ms">;

/** Undefined unless the run has ended and the call was tried at least twice. */
export function attemptMetadata(run: Run): AttemptMetadata | undefined {
  const { attempt, state } = run;
  if (attempt === undefined || lastNumber(attempt.group) < 2 || state.phase !== "ended") return undefined;
  const before = memberAt(attempt.group, attempt.number - 1);
  return {
    kind: attemptKind(attempt),
    number: attempt.number,
    mechanism: attemptMechanism(attempt),
    outcome: attemptOutcome(run, attempt, state.end),
    ...(before && whatWentBefore(before, run)),
  };
}

function attemptOutcome(run: Run, attempt: AttemptRef<Run>, { status }: RunEnd): AttemptOutcome {
  switch (status) {
    case "ok":
      return isLast(attempt) && !failsAll(run) ? "answered" : "superseded";
    case "left":
      return "left";
    case "failed":
    case "abandoned":
      return "failed";
  }
}

/** Its wrapper failed, as in a batch in which another input failed: nobody got the answer. */
function failsAll({ parent }: Run): boolean {
  return parent?.start.wrapper !== undefined && hasFailed(parent);
}

function whatWentBefore({ runs, candidate }: AttemptMember<Run>, { start, startMicros }: Run): WhatWentBefore {
  const tried = runs.findLast(hasFailed) ?? runs[0];
  if (tried === undefined) return { reason: candidateDown(candidate), previous_model: candidate };
  const { state, answeredBy, askedModel } = tried;
  return {
    reason: failureReason(tried) ?? (start.tryNumber === undefined ? batchFailure() : undefined),
    previous_model: answeredBy?.model ?? askedModel,
    wait_ms: state.phase === "ended" ? Math.max(0, startMicros - state.endMicros) / 1000 : undefined,
  };
}

function candidateDown(candidate: string): AttemptReason {
  return { type: "CandidateDownError", message: `${candidate} was not asked: it has failed too often recently.` };
}

/** LangChain's fallbacks ask the next candidate although the one before has not failed only in a batch. */
function batchFailure(): AttemptReason {
  const message = "Another input of the batch failed, and LangChain asks the next candidate for all of them.";
  return { type: "BatchFailure", message };
}

function hasFailed(run: Run): boolean {
  return failureReason(run) !== undefined;
}

function failureReason({ state }: Run): AttemptReason | undefined {
  if (state.phase !== "ended" || state.end.status !== "failed") return undefined;
  const { info, status } = state.end.error;
  return { type: info.exception_type, message: info.message, status };
}

/** Whether a try repeats the one before or uses another candidate. */
export function attemptKind(attempt: AttemptRef<Run>): AttemptKind {
  switch (attempt.group.rule) {
    case "withFallbacks":
      return "fallback";
    case "withRetry":
    case "task":
    case "toolCall":
      return "retry";
    case "model":
    case "code":
      return takesAnother(attempt) ? "fallback" : "retry";
  }
}

// The first try has the kind of its successor.
function takesAnother({ group, number }: AttemptRef<Run>): boolean {
  const later = Math.max(number, 2);
  return memberAt(group, later)?.candidate !== memberAt(group, later - 1)?.candidate;
}

function attemptMechanism(attempt: AttemptRef<Run>): AttemptMechanism {
  switch (attempt.group.rule) {
    case "withFallbacks":
    case "withRetry":
    case "code":
      return attempt.group.rule;
    case "task":
      return "retryPolicy";
    case "toolCall":
      return "toolRetryMiddleware";
    case "model":
      return attemptKind(attempt) === "fallback" ? "modelFallbackMiddleware" : "modelRetryMiddleware";
  }
}
