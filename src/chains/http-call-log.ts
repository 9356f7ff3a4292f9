import type { HttpAttempt } from "../handlers/hooks/http-attempts.js";
import { systemClock } from "../runtime/system-clock.js";
import { errorStatus } from "./http-error.js";
import { describeThrown } from "./thrown-error.js";

interface LoggedRequest {
  readonly startMs: number;
  endMs: number;
  error: unknown;
  state: "open" | "answered" | "failed";
}

/** The requests that a model's HTTP client made for one call, in their order. */
export class HttpCallLog {
  readonly #requests: LoggedRequest[] = [];

  /** Makes one request of the call and notes its outcome, which it does not change. */
  async note(request: () => unknown): Promise<unknown> {
    const logged: LoggedRequest = {
      startMs: systemClock.elapsedMs(),
      endMs: Number.NaN,
      error: undefined,
      state: "open",
    };
    this.#requests.push(logged);
    try {
      const answer = await request();
      logged.state = "answered";
      return answer;
    } catch (error) {
      logged.error = error;
      logged.state = "failed";
      throw error;
    } finally {
      logged.endMs = systemClock.elapsedMs();
    }
  }

  /** Empty unless there was more than one request: a call that succeeds at the first request needs no note. */
  attempts(): readonly HttpAttempt[] {
    const all = this.#requests;
    return all.length < 2 ? [] : all.map((one, index) => describe(one, index + 1, all[index + 1]));
  }
}

function describe(request: LoggedRequest, number: number, next: LoggedRequest | undefined): HttpAttempt {
  const endMs = request.state === "open" ? systemClock.elapsedMs() : request.endMs;
  return {
    number,
    outcome: request.state,
    duration_ms: roundMs(endMs - request.startMs),
    ...(request.state === "failed" && { error: describeError(request.error) }),
    ...(next !== undefined && { wait_ms: roundMs(Math.max(0, next.startMs - endMs)) }),
  };
}

function describeError(error: unknown): NonNullable<HttpAttempt["error"]> {
  const status = errorStatus(error);
  return { ...describeThrown(error), ...(status !== undefined && { status }) };
}

function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
