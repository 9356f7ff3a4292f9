import { setLoggerLevel } from "opik";
import { terminalOptions } from "../src/cli/terminal-options.js";
import { printTrace } from "../src/trace-view/trace-tree.js";
import { startOpikApi } from "../test/opik/opik-api.js";
import { startOfflineModel } from "./offline-model.js";

// As `offline.ts`, for the examples that use Opik's SDK too: its server also keeps scores, prompts, data sets and the
// versions of an agent's configuration, and takes what Opik would take only.
const model = process.env.OPENAI_API_KEY ? undefined : await startOfflineModel();
const isOpikNamed = [process.env.OPIK_API_KEY, process.env.OPIK_URL_OVERRIDE].some(Boolean);
const { opik, scores } = isOpikNamed ? {} : await startOpikApi();

if (model !== undefined) {
  process.env.OPENAI_API_KEY = "no-key-needed";
  process.env.OPENAI_BASE_URL = `${model.baseUrl}/v1`;
}
if (opik !== undefined) process.env.OPIK_URL_OVERRIDE = opik.url;
process.env.OPIK_PROJECT_NAME ??= "examples";
setLoggerLevel("WARN");

/** Prints the traces, and what else Opik has got; fails where it would have refused something. */
export async function showTraces(): Promise<void> {
  for (const trace of opik?.traces ?? []) {
    console.log(printTrace(trace, opik?.spans ?? [], terminalOptions(process.stdout)));
  }
  for (const score of scores ?? []) console.log("scored:", JSON.stringify(score));
  if (opik === undefined) console.log("The traces are in Opik.");
  for (const violation of opik?.violations ?? []) throw new Error(violation);
  await Promise.all([opik?.close(), model?.stop()]);
}
