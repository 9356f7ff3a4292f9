import {
  type AnswerOther,
  type RecordingOpikServer,
  startRecordingOpikServer,
} from "../support/opik-server/recording-opik-server.js";
import { ConfigApi } from "./config-api.js";
import { DatasetApi } from "./dataset-api.js";

/** The prompt that Opik has, as its API tells it. */
const PROMPT = { id: "01a1fc46-488d-76ec-9132-3f8cd368a95c", name: "explain", template_structure: "text" };
const VERSION = { id: "01a1fc46-488d-76ec-9132-3f8cd368a95d", prompt_id: PROMPT.id, commit: "c0ffee12" };

export interface OpikApi {
  readonly opik: RecordingOpikServer;
  /** The bodies in which scores arrived. */
  readonly scores: unknown[];
}

/** An Opik server for programs that use Opik's SDK: it keeps scores, data sets and configurations, and has a prompt. */
export async function startOpikApi(): Promise<OpikApi> {
  const configs = new ConfigApi();
  const datasets = new DatasetApi();
  const scores: unknown[] = [];
  const answerOther: AnswerOther = (request) => {
    const { path, body } = request;
    if (path.endsWith("/feedback-scores")) scores.push(body);
    if (path === "/v1/private/prompts/versions/retrieve") {
      return { status: 200, body: { ...VERSION, template: "What is {{subject}}?", type: "mustache", ...PROMPT } };
    }
    if (path.startsWith("/v1/private/prompts?")) return { status: 200, body: { content: [PROMPT] } };
    const [, traceId] = /^\/v1\/private\/traces\/([^/?]+)/.exec(path) ?? [];
    const trace = opik.traces.find(({ id }) => id === traceId);
    if (trace !== undefined) return { status: 200, body: trace };
    return (
      configs.answer(request) ??
      datasets.answer(request) ??
      (path.endsWith("/feedback-scores") ? { status: 204 } : undefined)
    );
  };
  const opik = await startRecordingOpikServer({ answerOther });
  return { opik, scores };
}
