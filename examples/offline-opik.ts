import { setLoggerLevel } from "opik";
import { terminalOptions } from "../src/cli/terminal-options.js";
import { printTrace } from "../src/trace-view/trace-tree.js";
import { ConfigApi } from "../test/opik/config-api.js";
import { DatasetApi } from "../test/opik/dataset-api.js";
import { type AnswerOther, startRecordingOpikServer } from "../test/support/opik-server/recording-opik-server.js";
import { startOfflineModel } from "./offline-model.js";

// As `offline.ts`, for the examples that use Opik's SDK too: its server also keeps scores, prompts, data sets and the
// versions of an agent's configuration, and takes what Opik would take only.
const model = process.env.OPENAI_API_KEY ? undefined : await startOfflineModel();
const isOpikNamed = [process.env.OPIK_API_KEY, process.env.OPIK_URL_OVERRIDE].some(Boolean);
const configs = new ConfigApi();
const datasets = new DatasetApi();
const scores: unknown[] = [];
const opik = isOpikNamed ? undefined : await startRecordingOpikServer({ answerOther });

if (model !== undefined) {
  process.env.OPENAI_API_KEY = "no-key-needed";
  process.env.OPENAI_BASE_URL = `${model.baseUrl}/v1`;
}
if (opik !== undefined) process.env.OPIK_URL_OVERRIDE = opik.url;
process.env.OPIK_PROJECT_NAME ??= "examples";
setLoggerLevel("WARN");

/** The prompt that Opik has, as its API tells it. */
const PROMPT = { id: "01a1fc46-488d-76ec-9132-3f8cd368a95c", name: "explain", template_structure: "text" };
const VERSION = { id: "01a1fc46-488d-76ec-9132-3f8cd368a95d", prompt_id: PROMPT.id, commit: "c0ffee12" };

function answerOther(request: Parameters<AnswerOther>[0]): ReturnType<AnswerOther> {
  const { path, body } = request;
  if (path.endsWith("/feedback-scores")) return { status: scores.push(body) > 0 ? 204 : 500 };
  if (path === "/v1/private/prompts/versions/retrieve") {
    return { status: 200, body: { ...VERSION, template: "What is {{subject}}?", type: "mustache", ...PROMPT } };
  }
  if (path.startsWith("/v1/private/prompts?")) return { status: 200, body: { content: [PROMPT] } };
  const [, traceId] = /^\/v1\/private\/traces\/([^/?]+)/.exec(path) ?? [];
  const trace = opik?.traces.find(({ id }) => id === traceId);
  if (trace !== undefined) return { status: 200, body: trace };
  return configs.answer(request) ?? datasets.answer(request);
}

/** Prints the traces, and what else Opik has got; fails where it would have refused something. */
export async function showTraces(): Promise<void> {
  for (const trace of opik?.traces ?? []) {
    console.log(printTrace(trace, opik?.spans ?? [], terminalOptions(process.stdout)));
  }
  for (const score of scores) console.log("scored:", JSON.stringify(score));
  if (opik === undefined) console.log("The traces are in Opik.");
  for (const violation of opik?.violations ?? []) throw new Error(violation);
  await Promise.all([opik?.close(), model?.stop()]);
}
