import type { AttemptMember, AttemptRef, Run } from "../run/run.js";
import type { RunError } from "../run/run-event.js";
import { lastNumber, memberAt } from "./attempt-group.js";
import { type AttemptKind, type AttemptMechanism, attemptKind, attemptMechanism } from "./attempt-kind.js";

/** `superseded`: it answered, but its wrapper asked the next candidate all the same (batches do so). */
type AttemptOutcome = "failed" | "answered" | "superseded" | "left";

/** Why the try before failed. */
interface AttemptReason {
  readonly type: string;
  readonly message?: string | undefined;
  readonly status?: number | undefined;
}

/** What a span's metadata says of an attempt (`metadata.attempt`). */
export interface AttemptNote {
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
export function attemptNote(run: Run): AttemptNote | undefined {
  const attempt = run.attempt;
  if (attempt === undefined || lastNumber(attempt.group) < 2 || run.state.phase !== "ended") return undefined;
  const note = {
    kind: attemptKind(attempt),
    number: attempt.number,
    mechanism: attemptMechanism(attempt),
    outcome: attemptOutcome(run, attempt),
  };
  const before = memberAt(attempt.group, attempt.number - 1);
  return before === undefined ? note : { ...note, ...whatWentBefore(before, run) };
}

function attemptOutcome(run: Run, { group, number }: AttemptRef): AttemptOutcome {
  if (run.state.phase !== "ended") return "failed";
  switch (run.state.end.status) {
    case "ok":
      return number === lastNumber(group) ? "answered" : "superseded";
    case "left":
      return "left";
    case "failed":
    case "abandoned":
      return "failed";
  }
}

function whatWentBefore(before: AttemptMember, run: Run): Partial<AttemptNote> {
  if (before.kind === "skipped") {
    const message = `${before.candidate} was not asked: it has failed too often of late.`;
    return { reason: { type: "CandidateDownError", message }, previous_model: before.candidate };
  }
  const { state, answeredBy, askedModel } = before.runs.findLast(hasFailed) ?? before.runs[0];
  const model = answeredBy?.model ?? askedModel;
  return {
    ...(state.phase === "ended" && state.end.status === "failed" && { reason: attemptReason(state.end.error) }),
    ...(model !== undefined && { previous_model: model }),
    ...(state.phase === "ended" && { wait_ms: Math.max(0, run.startMicros - state.endMicros) / 1000 }),
  };
}

function hasFailed({ state }: Run): boolean {
  return state.phase === "ended" && state.end.status === "failed";
}

function attemptReason(error: RunError): AttemptReason {
  return { type: error.info.exception_type, message: error.info.message, status: error.status };
}
