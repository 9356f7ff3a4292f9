import { asJsonObject } from "../../../src/records/json/json-object.js";
import type { AnswerOther } from "../../support/opik-server/recording-opik-server.js";

const RUNNERS = "/v1/private/local-runners";

/** What Opik's page asks a runner to do. */
export interface RunnerJob {
  readonly id: string;
  readonly agent_name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly blueprint_name?: string;
  readonly mask_id?: string;
  /** In seconds. */
  readonly timeout?: number;
}

/** The part of Opik's API that a Local Runner talks to: it hands out jobs and keeps what comes back. */
export class RunnerApi {
  /** The agents of the runner, by name, as they were registered last. */
  agents: Readonly<Record<string, unknown>> = {};
  /** How often agents were registered. */
  registrations = 0;
  /** What was reported of each job, in order. */
  readonly reports = new Map<string, Readonly<Record<string, unknown>>[]>();
  /** What was printed in each job. */
  readonly logs = new Map<string, string>();
  readonly #waiting: RunnerJob[] = [];

  ask(job: RunnerJob): void {
    this.#waiting.push(job);
  }

  /** The last report of a job; undefined until it has ended. */
  outcome(jobId: string): Readonly<Record<string, unknown>> | undefined {
    return this.reports.get(jobId)?.find(({ status }) => status !== "running");
  }

  readonly answer: AnswerOther = ({ method, path, body }) => {
    if (!path.startsWith(RUNNERS)) return undefined;
    if (method === "PUT" && path.endsWith("/agents")) {
      this.agents = asJsonObject(body);
      this.registrations += 1;
      return { status: 204 };
    }
    if (path.endsWith("/jobs/next")) return { status: 200, body: this.#waiting.shift() ?? null };
    if (path.endsWith("/heartbeats")) return { status: 200, body: { cancelled_job_ids: [] } };
    return this.#keep(path, body);
  };

  #keep(path: string, body: unknown): ReturnType<AnswerOther> {
    const [, jobId = "", what] = /\/jobs\/([^/]+)\/(results|logs)$/.exec(path) ?? [];
    if (what === undefined) return undefined;
    if (what === "logs") this.logs.set(jobId, JSON.stringify(body));
    else this.reports.set(jobId, [...(this.reports.get(jobId) ?? []), asJsonObject(body)]);
    return { status: 204 };
  }
}
