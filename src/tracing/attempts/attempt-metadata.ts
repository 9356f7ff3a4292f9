import type { Run } from "../run/run.js";
import type { RunError } from "../run/run-event.js";
import { type AttemptMember, type AttemptRef, lastNumber, memberAt } from "./attempt-group.js";

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
  readonly reason?: AttemptReason;
  readonly previous_model?: string;
  /** Milliseconds from the end of the try before to the start of this one. */
  readonly wait_ms?: number;
}

/** Undefined unless the run has ended and the call was tried at least twice. */
export function attemptMetadata(run: Run): AttemptMetadata | undefined {
  const attempt = run.attempt;
  if (attempt === undefined || lastNumber(attempt.group) < 2 || run.state.phase !== "ended") return undefined;
  const metadata = {
    kind: attemptKind(attempt),
    number: attempt.number,
    mechanism: attemptMechanism(attempt),
    outcome: attemptOutcome(run, attempt),
  };
  const before = memberAt(attempt.group, attempt.number - 1);
  return before === undefined ? metadata : { ...metadata, ...whatWentBefore(before, run) };
}

function attemptOutcome(run: Run, { group, number }: AttemptRef<Run>): AttemptOutcome {
  if (run.state.phase !== "ended") return "failed";
  switch (run.state.end.status) {
    case "ok":
      return number === lastNumber(group) && !failsAll(run) ? "answered" : "superseded";
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

function whatWentBefore(before: AttemptMember<Run>, run: Run): Partial<AttemptMetadata> {
  if (before.kind === "skipped") {
    const message = `${before.candidate} was not asked: it has failed too often recently.`;
    return { reason: { type: "CandidateDownError", message }, previous_model: before.candidate };
  }
  const { state, answeredBy, askedModel } = before.runs.findLast(hasFailed) ?? before.runs[0];
  const model = answeredBy?.model ?? askedModel;
  return {
    ...(state.phase === "ended" && state.end.status === "failed" && { reason: attemptReason(state.end.error) }),
    ...(isAskedForOthers(before, run) && { reason: BATCH_FAILURE }),
    ...(model !== undefined && { previous_model: model }),
    ...(state.phase === "ended" && { wait_ms: Math.max(0, run.startMicros - state.endMicros) / 1000 }),
  };
}

const BATCH_FAILURE: AttemptReason = {
  type: "BatchFailure",
  message: "Another input of the batch failed, and LangChain asks the next candidate for all of them.",
};

/** LangChain's fallbacks ask the next candidate although the one before has not failed only in a batch. */
function isAskedForOthers({ runs }: Extract<AttemptMember<Run>, { kind: "asked" }>, { attempt, start }: Run): boolean {
  return attempt?.group.rule === "withFallbacks" && start.tryNumber === undefined && !runs.some(hasFailed);
}

function hasFailed({ state }: Run): boolean {
  return state.phase === "ended" && state.end.status === "failed";
}

function attemptReason(error: RunError): AttemptReason {
  return { type: error.info.exception_type, message: error.info.message, status: error.status };
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
  const later = memberAt(group, Math.max(number, 2));
  const earlier = memberAt(group, Math.max(number, 2) - 1);
  if (later === undefined || earlier === undefined) return false;
  return candidateName(later) !== candidateName(earlier);
}

function candidateName(member: AttemptMember<Run>): string {
  if (member.kind === "skipped") return member.candidate;
  const { start } = member.runs[0];
  return start.kind === "model" ? (start.model ?? start.name) : start.name;
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
