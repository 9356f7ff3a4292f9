import { knownState, sharedState } from "../../runtime/shared-state.js";

/** One request that a model's own HTTP client made for a call. */
export interface HttpAttempt {
  /** 1 = the first. */
  readonly number: number;
  /** `open`: no answer had come when the call was given up. */
  readonly outcome: "answered" | "failed" | "open";
  readonly duration_ms: number;
  readonly error?: { readonly type: string; readonly message: string; readonly status?: number };
  /** Milliseconds until the next request; absent on the last. */
  readonly wait_ms?: number;
}

/** Under this name a handler receives the HTTP attempts of a model's run, whichever copy of this package made it. */
export const HTTP_ATTEMPTS: unique symbol = Symbol.for("langchain-opik.http-attempts");

export interface HttpAttemptSink {
  [HTTP_ATTEMPTS](runId: string, attempts: readonly HttpAttempt[]): void;
}

export function isHttpAttemptSink(value: unknown): value is HttpAttemptSink {
  return typeof value === "object" && value !== null && HTTP_ATTEMPTS in value;
}

/** Reports the HTTP attempts of one model run to its handlers. */
export type TellAttempts = (attempts: readonly HttpAttempt[]) => void;

const RUNS = Symbol.for("langchain-opik.runs-by-call-options");

/** Has handlers remember which run a call's options belong to. */
export function followCallOptions(): void {
  sharedState(RUNS, isRuns, () => new WeakMap<object, TellAttempts[]>());
}

/**
 * Remembers which run a call's options belong to, if `followCallOptions` was called. LangChain passes the same object to
 * the handler and to the model, and in its block-wise streams the model gets nothing else of the run.
 */
export function rememberRun(callOptions: unknown, sink: HttpAttemptSink, runId: string): void {
  if (typeof callOptions !== "object" || callOptions === null) return;
  const runs = runsByOptions();
  if (runs === undefined) return;
  const known = runs.get(callOptions) ?? [];
  known.push((attempts) => {
    sink[HTTP_ATTEMPTS](runId, attempts);
  });
  runs.set(callOptions, known);
}

export function runsOfOptions(callOptions: unknown): readonly TellAttempts[] {
  return typeof callOptions === "object" && callOptions !== null ? (runsByOptions()?.get(callOptions) ?? []) : [];
}

function runsByOptions(): WeakMap<object, TellAttempts[]> | undefined {
  return knownState(RUNS, isRuns);
}

function isRuns(value: unknown): value is WeakMap<object, TellAttempts[]> {
  return value instanceof WeakMap;
}
