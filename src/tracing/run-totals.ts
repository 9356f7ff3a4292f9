import { attemptKind } from "./attempts.js";
import type { AttemptPlace, Run } from "./run.js";
import type { RunEnd } from "./run-event.js";

/** What a run's start changes in its tree and its parents. */
export function countStart(run: Run): void {
  const { parent, tree } = run;
  tree.openRuns += 1;
  tree.totals.countRun(run.start.kind);
  if (parent !== undefined) parent.openChildren += 1;
  for (const tool of run.start.offeredTools ?? []) tree.toolDescriptions.set(tool.name, tool.description);
  if (run.start.model !== undefined) forEachAncestor(run, (one) => (one.askedModel = run.start.model));
  if (run.attempt !== undefined && run.attempt.number > 1) countFurtherAttempt(run, run.attempt);
}

function countFurtherAttempt(run: Run, attempt: AttemptPlace): void {
  run.tree.totals.countAttempt(attemptKind(attempt));
  const before = attempt.group.members[attempt.number - 2];
  if (before !== undefined) run.tree.totals.timeLost.add(before.startMicros, run.startMicros);
}

/** What a run's end changes in its tree and its parents. An end that we supplied may be taken back: it counts little. */
export function countEnd(run: Run): void {
  if (run.state.phase !== "ended") return;
  const { parent, tree } = run;
  const { by, end, endMicros } = run.state;
  tree.openRuns -= 1;
  if (parent !== undefined) {
    parent.openChildren -= 1;
    if (by === "given") parent.lastEventMicros = Math.max(parent.lastEventMicros, endMicros);
  }
  if (by === "given") countOutcome(run, end);
}

function countOutcome(run: Run, end: RunEnd): void {
  if (end.status === "failed") countFailure(run, end.error.cause, end.error.aborted);
  if (end.status === "left")
    run.tree.interrupts.push(...end.interrupts.filter((one) => !run.tree.interrupts.includes(one)));
  if (end.status !== "ok") return;
  if (end.result !== undefined) countAnswer(run, end.result);
  noteFallbackAnswer(run);
}

function countAnswer(run: Run, result: NonNullable<Extract<RunEnd, { status: "ok" }>["result"]>): void {
  const { totals } = run.tree;
  totals.countAnswer(result);
  const { model, provider } = result;
  if (model !== undefined) forEachAncestor(run, (one) => (one.answeredBy = { model, provider }));
}

// An error that only passes through its parents is one error.
function countFailure(run: Run, cause: unknown, aborted: boolean): void {
  const passedOn = run.failedChildren.some(
    (one) => one.state.phase === "ended" && one.state.end.status === "failed" && one.state.end.error.cause === cause,
  );
  if (!passedOn && !aborted) run.tree.totals.countError();
  if (!aborted && run.parent?.state.phase === "open") run.parent.failedChildren.push(run);
}

function noteFallbackAnswer(run: Run): void {
  const { attempt, answeredBy } = run;
  if (attempt === undefined || attempt.number === 1 || attemptKind(attempt) !== "fallback") return;
  if (answeredBy !== undefined) run.tree.totals.fallbackAnswers.add(answeredBy.model);
}

function forEachAncestor(run: Run, visit: (one: Run) => void): void {
  for (let one: Run | undefined = run; one !== undefined; one = one.parent) visit(one);
}
