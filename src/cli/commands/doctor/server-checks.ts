import type { HttpAnswer } from "../../../delivery/http/http-transport.js";
import type { Settings } from "../../../settings/options/option-table.js";
import { answerProblem } from "./answer-problem.js";
import { type Check, type CheckResult, failed, ok, warning } from "./check.js";
import { jsonField } from "./json-fields.js";
import type { OpikApi } from "./opik-api.js";
import { probeRecords } from "./probe-records.js";
import { readProbe, removeProbe, writeProbe } from "./round-trip.js";

type Target = Pick<Settings, "workspaceName" | "projectName" | "requestTimeoutMs">;

/** The server itself, and a round trip of a trace. */
export function serverChecks(api: OpikApi, { workspaceName, projectName, requestTimeoutMs }: Target): readonly Check[] {
  let serverDate: string | undefined;
  const trip = { api, workspaceName, records: probeRecords(projectName), readBackTimeoutMs: requestTimeoutMs };
  const version = async (): Promise<CheckResult> => {
    const { date, ...result } = await checkVersion(api, workspaceName);
    serverDate = date;
    return result;
  };
  return [
    { name: "server", run: version },
    { name: "clock", run: () => checkClock(serverDate, Date.now()) },
    { name: "key and workspace", run: () => checkAccess(api, workspaceName) },
    { name: "write", run: () => writeProbe(trip) },
    { name: "read back", run: () => readProbe(trip) },
    { name: "remove", run: () => removeProbe(trip), evenAfter: ["write", "read back"] },
  ];
}

const HOUR_MS = 3_600_000;
/** The shortest window of time in which a server can be set to accept ids. */
const REFUSED_FROM_MS = 12 * HOUR_MS;
/** A smaller difference is caused by the network, or makes nobody look for a trace at the wrong time. */
const NOTABLE_FROM_MS = 120_000;

/** Requests the server's version: the first request that only an Opik server answers. */
async function checkVersion(api: OpikApi, workspaceName: string): Promise<CheckResult & { readonly date?: string }> {
  const answer = await api.get("/is-alive/ver");
  return { ...versionResult(answer, workspaceName), ...dateOf(answer) };
}

function versionResult(answer: HttpAnswer, workspaceName: string): CheckResult {
  const problem = answerProblem(answer, workspaceName);
  if (problem !== undefined) return failed(problem.detail, problem.advice);
  const version = answer.kind === "answered" ? jsonField(answer.body, "version") : undefined;
  return typeof version === "string"
    ? ok(`Opik ${version}`)
    : warning("the server does not report its version", "Check that the API URL is that of an Opik server.");
}

function dateOf(answer: HttpAnswer): { readonly date?: string } {
  const date = answer.kind === "answered" ? answer.headers["date"] : undefined;
  return date === undefined ? {} : { date };
}

/** Compares this machine's clock with the server's: ids hold the time, and the server refuses ids far from its own. */
function checkClock(serverDate: string | undefined, wallTimeMs: number): CheckResult {
  const skewMs = serverDate === undefined ? Number.NaN : wallTimeMs - Date.parse(serverDate);
  if (Number.isNaN(skewMs)) return ok("the server does not report its time");
  const size = Math.abs(skewMs);
  const detail = `this machine's clock is ${amountOf(size)} ${skewMs > 0 ? "ahead of" : "behind"} the server's`;
  if (size < NOTABLE_FROM_MS) return ok("this machine's clock agrees with the server's");
  const advice = "Synchronise the clock of this machine, or of the server, with a time server (NTP).";
  return size >= REFUSED_FROM_MS
    ? failed(`${detail}: ids hold the time, and the server refuses them`, advice)
    : warning(detail, advice);
}

function amountOf(durationMs: number): string {
  return durationMs >= HOUR_MS ? `${Math.round(durationMs / HOUR_MS)} h` : `${Math.round(durationMs / 60_000)} min`;
}

/** Whether the key has access to the workspace: a request that the server answers only then. */
async function checkAccess(api: OpikApi, workspaceName: string): Promise<CheckResult> {
  const problem = answerProblem(await api.get("/v1/private/projects?page=1&size=1"), workspaceName);
  return problem === undefined
    ? ok(`workspace "${workspaceName}" is accessible with this key`)
    : failed(problem.detail, problem.advice);
}
