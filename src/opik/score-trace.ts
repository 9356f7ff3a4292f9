import type { Opik } from "opik";
import { opikId } from "../instrumentation/opik-id.js";
import { tryOr } from "../records/json/guarded-read.js";
import { asJsonObject, asText, isObject } from "../records/json/json-object.js";
import { systemClock } from "../runtime/system-clock.js";
import { failedStatus, failureReason } from "./failure-reason.js";
import { sdkClient } from "./sdk-client.js";

/** A score as Opik shows it beside a trace. */
export interface Score {
  /** What is scored, such as `helpful`. */
  readonly name: string;
  readonly value: number;
  readonly reason?: string | undefined;
  /** The category that the value stands for, where scores of this name have categories. */
  readonly categoryName?: string | undefined;
}

/** A trace by its id, or as `handler.traceOf(runId)` and `currentSpan()` give it, with its project. */
export type ScoredTrace = string | { readonly traceId: string; readonly projectName?: string | undefined };

export interface ScoreOptions {
  /** The SDK's client to send with. Default: the one of `setGlobalClient()`, or else one with Opik's own settings. */
  readonly client?: Opik | undefined;
  /** The longest time that each of three tries waits for Opik's answer. Default: 5,000. */
  readonly timeoutMs?: number | undefined;
}

const TIMEOUT_MS = 5_000;
const RETRY_WAITS_MS = [1_000, 2_000];

/** What happened to a score. */
export type ScoreOutcome =
  | { readonly status: "scored" }
  /** `problem` says what was wrong, and holds neither key nor text of the trace. */
  | { readonly status: "failed"; readonly problem: string };

/**
 * Scores a trace immediately: from a program, or when a user gives feedback. The trace may have been sent or not. A
 * score of the same name replaces the one before.
 *
 * @returns what happened to it; never rejects
 * @example
 * await chain.invoke(question, { callbacks: [handler], runId });
 * await scoreTrace(handler.traceOf(runId), { name: "helpful", value: 1, reason: "thumbs up" });
 */
export async function scoreTrace(
  trace: ScoredTrace | undefined,
  score: Score,
  options: ScoreOptions = {},
): Promise<ScoreOutcome> {
  try {
    return await send(trace, score, options);
  } catch (error) {
    return failed(`Opik did not take the score "${nameOf(score)}" (${failureReason(error)})`);
  }
}

async function send(trace: ScoredTrace | undefined, score: Score, options: ScoreOptions): Promise<ScoreOutcome> {
  const id = traceIdOf(trace);
  if (id === undefined) return failed("there is no such trace: its id must be one of Opik's, a UUID of version 7");
  if (nameOf(score) === "") return failed("the score has no name");
  if (!Number.isFinite(score.value)) return failed(`the value of the score "${score.name}" is not a number`);
  const client = options.client ?? sdkClient();
  await sendScores(
    client,
    { scores: [wireScore(id, projectOf(trace, client), score)] },
    options.timeoutMs ?? TIMEOUT_MS,
  );
  return { status: "scored" };
}

/** Undefined where Opik can't have such a trace. */
export function traceIdOf(trace: ScoredTrace | undefined): string | undefined {
  const id: unknown = isObject(trace) ? trace.traceId : trace;
  return typeof id === "string" ? opikId(id) : undefined;
}

/** Where a trace is named by its id alone: the project of the SDK's client. */
export function projectOf(trace: ScoredTrace | undefined, { config }: Opik): string {
  return (isObject(trace) ? trace.projectName : undefined) ?? config.projectName;
}

// A program without types may give anything.
function nameOf(score: unknown): string {
  return tryOr(() => asText(asJsonObject(score).name)?.trim(), undefined) ?? "";
}

function wireScore(id: string, projectName: string, { name, value, reason, categoryName }: Score) {
  return {
    id,
    projectName,
    name,
    value,
    source: "sdk" as const,
    ...(reason !== undefined && { reason }),
    ...(categoryName !== undefined && { categoryName }),
  };
}

function failed(problem: string): ScoreOutcome {
  return { status: "failed", problem };
}

/** As the SDK sends it. */
type ScoreBatch = Parameters<Opik["api"]["traces"]["scoreBatchOfTraces"]>[0];

/**
 * Sends scores, and tries again after faults that may pass. The SDK's own retries are not used: each waits a minute for
 * an answer, and between them as long as the server asks for.
 */
async function sendScores(client: Opik, batch: ScoreBatch, timeoutMs: number): Promise<void> {
  const send = () =>
    client.api.traces.scoreBatchOfTraces(batch, { timeoutInSeconds: timeoutMs / 1_000, maxRetries: 0 });
  for (const waitMs of RETRY_WAITS_MS) {
    try {
      await send();
      return;
    } catch (error) {
      if (!mayPass(failedStatus(error))) throw error;
    }
    await new Promise<void>((resolve) => {
      systemClock.after(waitMs, resolve, { keepsProcess: true });
    });
  }
  await send();
}

// Without a status there was no answer.
function mayPass(status: number | undefined): boolean {
  return status === undefined || status === 408 || status === 429 || status >= 500;
}
