import type { JsonText } from "../../records/json/json-writer.js";
import { type AttemptRef, memberAt } from "../attempts/attempt-group.js";
import { attemptKind } from "../attempts/attempt-metadata.js";
import { winnerOf } from "../attempts/match-attempt.js";
import type { RequestTimes } from "../run/model-call.js";
import type { Run } from "../run/run.js";
import type { Interrupt, RunEnd, RunError } from "../run/run-event.js";

// Memory stays bounded where a long run makes requests again and again.
const MAX_INTERRUPTS = 1_000;

/** Applies a run's start to its tree and its parents. */
export function countStart(run: Run): void {
  const { parent, tree } = run;
  tree.openRuns += 1;
  tree.totals.countRun(run.start.kind);
  parent?.ensureChildren().opened();
  tree.threadId ??= run.start.threadId;
  if (run.start.kind === "tool") tree.ensureDetails().toolCalls.ran(run.start.toolCallId, run.start.name);
  tree.runsGraph ||= run.start.isGraph === true;
  for (const tool of run.start.offeredTools ?? []) {
    tree.ensureDetails().toolDescriptions.set(tool.name, tool.description);
  }
  if (run.start.model !== undefined) run.noteAsked(run.start.model);
  if (run.attempt !== undefined && isFirstOfFurtherTry(run, run.attempt)) countFurtherAttempt(run, run.attempt);
}

function isFirstOfFurtherTry(run: Run, attempt: AttemptRef<Run>): boolean {
  return attempt.number > 1 && memberAt(attempt.group, attempt.number)?.runs[0] === run;
}

function countFurtherAttempt(run: Run, attempt: AttemptRef<Run>): void {
  run.tree.totals.countAttempts(attemptKind(attempt), 1);
  const before = memberAt(attempt.group, attempt.number - 1)?.runs[0];
  if (before !== undefined) run.tree.totals.addTimeLost(before.startMicros, run.startMicros);
}

/** The time until the last request began was lost to those before it. */
export function countHttpAttempts(run: Run, attempts: readonly RequestTimes[]): void {
  const { totals } = run.tree;
  const lostMs = attempts.slice(0, -1).reduce((sum, one) => sum + one.duration_ms + (one.wait_ms ?? 0), 0);
  totals.countAttempts("retry", attempts.length - 1);
  totals.addTimeLost(run.startMicros, run.startMicros + lostMs * 1000);
}

/** Applies a run's end to its tree and its parents. A synthetic end may be taken back, so it counts little. */
export function countEnd(run: Run): void {
  if (run.state.phase !== "ended") return;
  const { parent, tree } = run;
  const { by, end, endMicros } = run.state;
  tree.openRuns -= 1;
  parent?.childEnded(endMicros);
  if (by !== "reported") return;
  countOutcome(run, end);
  run.children?.forget();
}

/** Takes back a synthetic end when the run goes on. */
export function countReopening(run: Run): void {
  run.tree.openRuns += 1;
  run.parent?.ensureChildren().opened();
}

function countOutcome(run: Run, end: RunEnd): void {
  if (end.status === "failed") countFailure(run, end.error);
  if (end.status === "left")
    for (const interrupt of end.interrupts) noteInterrupt(run.tree.ensureDetails().interrupts, interrupt);
  if (end.status !== "ok") return;
  for (const _ of end.refusedCalls ?? []) run.tree.totals.countError();
  if (run.parent?.position.kind === "root" && run.start.hidden !== true) {
    run.parent.ensureChildren().setLastOutput(end.output);
  }
  if (end.result !== undefined) countAnswer(run, end.result);
  noteFallbackAnswers(run);
}

function noteInterrupt(known: Map<string, JsonText>, { id, value }: Interrupt): void {
  if (known.size < MAX_INTERRUPTS || known.has(id)) known.set(id, value);
}

function countAnswer(run: Run, result: NonNullable<Extract<RunEnd, { status: "ok" }>["result"]>): void {
  const { totals } = run.tree;
  totals.countAnswer(result);
  const { model, provider } = result;
  if (model !== undefined) run.noteAnswer({ model, provider });
}

function countFailure(run: Run, error: RunError): void {
  if (error.aborted) run.stop();
  if (!error.aborted && !isPassedOn(run, error)) run.tree.totals.countError();
  run.tree.ensureDetails().errors.add(error);
  if (!error.aborted && run.parent?.state.phase === "open") run.parent.ensureChildren().addFailed(run);
}

// An error that only passes through its parents, or through the later steps of a stream, is one error, and so is one
// that only wraps or sums up what the children failed with. A further try that fails with the same object has failed
// again.
function isPassedOn(run: Run, error: RunError): boolean {
  if (followsFailedStep(run)) return true;
  const isFurtherTry = run.attempt !== undefined && run.attempt.number > 1;
  const errors = run.tree.details?.errors;
  if (!isFurtherTry && (errors?.find(error) ?? errors?.findWrapped(error)) !== undefined) return true;
  const failed = run.children?.failed ?? [];
  return failed.some(
    ({ state }) => state.phase === "ended" && state.end.status === "failed" && isSameFailure(state.end.error, error),
  );
}

// A batch that returns its errors gives a step's error to the next step.
function followsFailedStep({ start, parent }: Run): boolean {
  return start.isStep && parent?.children?.failed.some((one) => one.start.isStep) === true;
}

function isSameFailure(one: RunError, other: RunError): boolean {
  return one === other || one.thrown[0] === other.thrown[0] || other.sumsUp.includes(one.thrown[0]);
}

// Which of a wrapper's candidates answered is known at the wrapper's end: in batches all may.
function noteFallbackAnswers(run: Run): void {
  if (run.start.wrapper === "withFallbacks") noteFallbackAnswer(winnerOf(run));
  if (run.attempt?.group.rule !== "withFallbacks") noteFallbackAnswer(run);
}

function noteFallbackAnswer(answer: Run | undefined): void {
  if (answer?.attempt === undefined || answer.attempt.number === 1 || answer.answeredBy === undefined) return;
  if (attemptKind(answer.attempt) === "fallback") answer.tree.totals.noteFallbackAnswer(answer.answeredBy.model);
}
