import { startCollector } from "../demo/collector.js";
import { terminalOptions } from "../src/cli/terminal-options.js";
import { printTrace } from "../src/trace-view/trace-tree.js";
import { startOfflineModel } from "./offline-model.js";

// Where the environment names no real model or no real Opik, servers on this machine stand in for them. The examples
// themselves are written as any program is: OpenAI and Opik are found through the environment.
const model = process.env.OPENAI_API_KEY ? undefined : await startOfflineModel();
const isOpikNamed = [process.env.OPIK_API_KEY, process.env.OPIK_URL_OVERRIDE].some(Boolean);
const collector = isOpikNamed ? undefined : await startCollector();

if (model !== undefined) {
  process.env.OPENAI_API_KEY = "no-key-needed";
  process.env.OPENAI_BASE_URL = `${model.baseUrl}/v1`;
}
if (collector !== undefined) process.env.OPIK_URL_OVERRIDE = collector.url;

/** Prints what has been traced, or where it went, and ends the servers. */
export async function showTraces(): Promise<void> {
  for (const trace of collector?.traces ?? []) {
    console.log(printTrace(trace, collector?.spans ?? [], terminalOptions(process.stdout)));
  }
  if (collector === undefined) console.log("The traces are in Opik.");
  await Promise.all([collector?.close(), model?.stop()]);
}
