import type { AttemptGroup, AttemptMember, AttemptPlace, AttemptRule, Run } from "./run.js";
import type { RunStart } from "./run-event.js";

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

/**
 * Finds a starting run's place among the tries of one call: those of a wrapper such as `withFallbacks`, or a call
 * that a sibling has failed at and that is now made again. Joins the run to it; most runs are no attempt.
 */
export function joinAttempts(run: Run): void {
  const parent = run.parent;
  if (parent === undefined) return;
  const group = parent.start.wrapper === undefined ? groupOfFailedSibling(parent, run.start) : wrapperGroup(parent);
  if (group === undefined) return;
  group.members.push({ kind: "asked", run });
  run.attempt = { group, number: group.members.length };
}

/** A wrapper passed over a candidate without asking it. */
export function skipCandidate(wrapper: Run, candidate: string): void {
  wrapperGroup(wrapper)?.members.push({ kind: "skipped", candidate });
}

/** The try before this one. */
export function memberBefore({ group, number }: AttemptPlace): AttemptMember | undefined {
  return group.members[number - 2];
}

/** The try whose answer is the wrapper's: the last that ended well. */
export function winnerOf({ wrapperGroup: group }: Run): Run | undefined {
  const winner = group?.members.findLast((one) => one.kind === "asked" && hasAnswered(one.run));
  return winner?.kind === "asked" ? winner.run : undefined;
}

function hasAnswered({ state }: Run): boolean {
  return state.phase === "ended" && state.end.status === "ok";
}

function isLastOf({ members }: AttemptGroup, run: Run): boolean {
  const last = members.at(-1);
  return last?.kind === "asked" && last.run === run;
}

function wrapperGroup(parent: Run): AttemptGroup | undefined {
  if (parent.start.wrapper === undefined) return undefined;
  parent.wrapperGroup ??= { rule: parent.start.wrapper, members: [] };
  return parent.wrapperGroup;
}

// Only a sibling that has failed, and after which nothing was tried, can be tried again: a second question to a
// model that answered, or a parallel call, is not a retry.
function groupOfFailedSibling(parent: Run, start: RunStart): AttemptGroup | undefined {
  const rule = groupRule(parent, start);
  if (rule === undefined) return undefined;
  const failed = parent.failedChildren.findLast(
    (one) =>
      groupRule(parent, one.start) === rule &&
      isSameCall(rule, one.start, start) &&
      (one.attempt === undefined || isLastOf(one.attempt.group, one)),
  );
  if (failed === undefined) return undefined;
  failed.attempt ??= { group: { rule, members: [{ kind: "asked", run: failed }] }, number: 1 };
  return failed.attempt.group;
}

function groupRule(parent: Run, start: RunStart): AttemptRule | undefined {
  if (start.branch !== undefined) return undefined;
  if (start.taskKey !== undefined) return "task";
  if (start.kind === "tool" && start.toolCallId !== undefined) return "toolCall";
  if (start.kind === "model") return isModelNode(parent) ? "model" : "code";
  return "code";
}

function isSameCall(rule: AttemptRule, failed: RunStart, start: RunStart): boolean {
  switch (rule) {
    case "withFallbacks":
    case "withRetry":
    case "model":
      return true;
    case "task":
      return failed.taskKey === start.taskKey;
    case "toolCall":
      return failed.toolCallId === start.toolCallId && failed.name === start.name;
    case "code":
      return failed.kind === start.kind && failed.input === start.input;
  }
}

// The node in which createAgent calls its model; middleware calls it again there.
function isModelNode(parent: Run): boolean {
  return parent.start.taskKey !== undefined && parent.start.name === "model_request";
}

/** Whether a try repeats the one before or takes another candidate. */
export function attemptKind(place: AttemptPlace): AttemptKind {
  switch (place.group.rule) {
    case "withFallbacks":
      return "fallback";
    case "withRetry":
    case "task":
    case "toolCall":
      return "retry";
    case "model":
    case "code":
      return takesAnother(place) ? "fallback" : "retry";
  }
}

// The first try is of the kind that its successor has.
function takesAnother({ group, number }: AttemptPlace): boolean {
  const later = group.members[Math.max(number, 2) - 1];
  const earlier = group.members[Math.max(number, 2) - 2];
  if (later === undefined || earlier === undefined) return false;
  return candidateName(later) !== candidateName(earlier);
}

function candidateName(member: AttemptMember): string {
  if (member.kind === "skipped") return member.candidate;
  const { start } = member.run;
  return start.kind === "model" ? (start.model ?? start.name) : start.name;
}

export function attemptMechanism(place: AttemptPlace): AttemptMechanism {
  switch (place.group.rule) {
    case "withFallbacks":
    case "withRetry":
    case "code":
      return place.group.rule;
    case "task":
      return "retryPolicy";
    case "toolCall":
      return "toolRetryMiddleware";
    case "model":
      return attemptKind(place) === "fallback" ? "modelFallbackMiddleware" : "modelRetryMiddleware";
  }
}
