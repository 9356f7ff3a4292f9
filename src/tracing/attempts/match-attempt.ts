import type { Run } from "../run/run.js";
import type { AttemptWrapper, RunStart } from "../run/run-event.js";
import {
  type AttemptGroup,
  type AttemptMember,
  type AttemptRule,
  addMember,
  addRun,
  isLast,
  lastNumber,
  memberAt,
} from "./attempt-group.js";

/** What shows that a call is made again that has no wrapper. */
type RepeatRule = Exclude<AttemptRule, AttemptWrapper>;

/**
 * Finds which attempt of a call a starting run is: one of a wrapper such as `withFallbacks`, or the repetition of a
 * call in which a sibling has failed. Most runs are not attempts.
 */
export function matchAttempt(run: Run): void {
  const parent = run.parent;
  if (parent === undefined) return;
  const group = parent.start.wrapper === undefined ? groupOfFailedSibling(parent, run.start) : parent.wrapperAttempts();
  if (group === undefined) return;
  const number = numberOfNext(group, run.start);
  const member = memberAt(group, number);
  if (member === undefined) addMember(group, firstRun(run, number));
  else addRun(member, run);
  run.joinAttempts(group, number);
}

function firstRun(run: Run, number: number): AttemptMember<Run> {
  return { number, candidate: run.start.model ?? run.start.name, runs: [run] };
}

// LangChain marks the tries of its retries from the second on, and not the candidates of its fallbacks.
function numberOfNext(group: AttemptGroup<Run>, { tryNumber }: RunStart): number {
  switch (group.rule) {
    case "withRetry":
      return tryNumber ?? 1;
    case "withFallbacks":
      return tryNumber ?? lastNumber(group) + 1;
    case "task":
    case "toolCall":
    case "model":
    case "code":
      return lastNumber(group) + 1;
  }
}

// Only a sibling that has failed, and after which nothing was tried, can be tried again: a second question to a
// model that answered, or a parallel call, is not a retry.
function groupOfFailedSibling(parent: Run, start: RunStart): AttemptGroup<Run> | undefined {
  if (start.branch !== undefined) return undefined;
  const rule = groupRule(parent, start);
  const failed = parent.children?.failed.findLast(
    (one) =>
      groupRule(parent, one.start) === rule &&
      isSameCall(rule, one.start, start) &&
      (one.attempt === undefined || isLast(one.attempt)),
  );
  if (failed === undefined) return undefined;
  if (failed.attempt !== undefined) return failed.attempt.group;
  const group: AttemptGroup<Run> = { rule, members: [firstRun(failed, 1)] };
  failed.joinAttempts(group, 1);
  return group;
}

function groupRule(parent: Run, start: RunStart): RepeatRule {
  if (start.taskKey !== undefined) return "task";
  if (start.toolCallId !== undefined) return "toolCall";
  if (start.kind === "model") return isModelNode(parent) ? "model" : "code";
  return "code";
}

function isSameCall(rule: RepeatRule, failed: RunStart, start: RunStart): boolean {
  switch (rule) {
    case "task":
      return failed.taskKey === start.taskKey;
    case "toolCall":
      return failed.toolCallId === start.toolCallId && failed.name === start.name;
    case "model":
      return true;
    case "code":
      return failed.kind === start.kind && failed.input === start.input;
  }
}

// The node in which createAgent calls its model; middleware calls it again there.
function isModelNode(parent: Run): boolean {
  return parent.start.taskKey !== undefined && parent.start.name === "model_request";
}

/** A wrapper passed over a candidate without asking it. */
export function skipCandidate(wrapper: Run, candidate: string, number: number): void {
  const group = wrapper.wrapperAttempts();
  if (group !== undefined) addMember(group, { number, candidate, runs: [] });
}

/** The run whose answer is the wrapper's: the last that ended without an error. */
export function winnerOf({ children }: Run): Run | undefined {
  return children?.attempts?.members.flatMap(({ runs }) => runs).findLast(hasAnswered);
}

function hasAnswered({ state }: Run): boolean {
  return state.phase === "ended" && state.end.status === "ok";
}
