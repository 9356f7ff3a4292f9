import { setTimeout as wait } from "node:timers/promises";
import type { HttpAnswer } from "../../../delivery/http/http-transport.js";
import { answerProblem } from "./answer-problem.js";
import { type CheckResult, failed, ok, warning } from "./check.js";
import { jsonField } from "./json-fields.js";
import type { OpikApi } from "./opik-api.js";
import type { ProbeRecords } from "./probe-records.js";

const POLL_MS = 250;

export interface RoundTrip {
  readonly api: OpikApi;
  readonly workspaceName: string;
  readonly records: ProbeRecords;
  /** How long the server may take until accepted records can be read. */
  readonly readBackTimeoutMs: number;
}

/** Writes a trace and its span in the way that real ones are sent. */
export async function writeProbe({ api, workspaceName, records }: RoundTrip): Promise<CheckResult> {
  const answers = [
    await api.post("/v1/private/traces/batch", { traces: [records.trace] }),
    await api.post("/v1/private/spans/batch", { spans: [records.span] }),
  ];
  for (const answer of answers) {
    const problem = answerProblem(answer, workspaceName);
    if (problem !== undefined) return failed(problem.detail, problem.advice);
  }
  return ok("the server accepted a trace and a span");
}

/** Reads both back: a server may answer well and lose what it accepted. */
export async function readProbe({ api, workspaceName, records, readBackTimeoutMs }: RoundTrip): Promise<CheckResult> {
  const deadlineMs = performance.now() + readBackTimeoutMs;
  for (const [kind, { id }] of [["trace", records.trace] as const, ["span", records.span] as const]) {
    const answer = await askUntilThere(() => api.get(`/v1/private/${kind}s/${id}`), deadlineMs);
    const problem = answerProblem(answer, workspaceName);
    if (problem !== undefined) {
      return failed(
        `the server took the ${kind} but does not return it (${problem.detail})`,
        "Look at the server's logs and its database: traces are accepted and not stored.",
      );
    }
    if (answer.kind !== "answered" || jsonField(answer.body, "id") !== id) {
      return failed(
        `the server returned another ${kind} than the one it was asked for`,
        "Check what is at the API URL.",
      );
    }
  }
  return ok("both can be read");
}

async function askUntilThere(ask: () => Promise<HttpAnswer>, deadlineMs: number): Promise<HttpAnswer> {
  for (;;) {
    const answer = await ask();
    const isMissing = answer.kind === "answered" && answer.status === 404;
    if (!isMissing || performance.now() + POLL_MS > deadlineMs) return answer;
    await wait(POLL_MS);
  }
}

/**
 * Removes the trace, and with it its span. A trace that can't be removed does not mean that traces would not arrive.
 */
export async function removeProbe({ api, workspaceName, records }: RoundTrip): Promise<CheckResult> {
  const { trace } = records;
  const answer = await api.post("/v1/private/traces/delete", { ids: [trace.id] });
  const problem = answerProblem(answer, workspaceName);
  if (problem === undefined) return ok("and removed");
  return warning(`the probe could not be removed: ${problem.detail}`, `Delete the trace "${trace.name}" in Opik.`);
}
