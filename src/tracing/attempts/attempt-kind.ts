import type { AttemptMember, AttemptRef } from "../run/run.js";
import { memberAt } from "./attempt-group.js";

export type AttemptKind = "retry" | "fallback";

/** What made the call again. `code`: the program itself, in its own catch. */
export type AttemptMechanism =
  | "withFallbacks"
  | "withRetry"
  | "modelFallbackMiddleware"
  | "modelRetryMiddleware"
  | "toolRetryMiddleware"
  | "retryPolicy"
  | "code";

/** Whether a try repeats the one before or takes another candidate. */
export function attemptKind(attempt: AttemptRef): AttemptKind {
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

// The first try is of the kind that its successor has.
function takesAnother({ group, number }: AttemptRef): boolean {
  const later = memberAt(group, Math.max(number, 2));
  const earlier = memberAt(group, Math.max(number, 2) - 1);
  if (later === undefined || earlier === undefined) return false;
  return candidateName(later) !== candidateName(earlier);
}

function candidateName(member: AttemptMember): string {
  if (member.kind === "skipped") return member.candidate;
  const { start } = member.runs[0];
  return start.kind === "model" ? (start.model ?? start.name) : start.name;
}

export function attemptMechanism(attempt: AttemptRef): AttemptMechanism {
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
