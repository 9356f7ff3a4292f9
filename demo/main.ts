import { once } from "node:events";
import { AIMessageChunk } from "@langchain/core/messages";
import { terminalOptions } from "../src/cli/terminal-options.js";
import { type FlushResult, OpikCallbackHandler } from "../src/index.js";
import { traceLink } from "../src/settings/trace-link.js";
import { printTrace } from "../src/trace-view/trace-tree.js";
import { type DemoPage, openDemoPage } from "./demo-page.js";
import { type DemoServices, openDemoServices } from "./demo-services.js";
import { supportAgent } from "./support-agent.js";

const QUESTION = "Where is my order 1042, and can I still return it?";

// `npm run demo -- --ui` ends with the trace on the page of `langchain-opik ui`.
const page = process.argv.includes("--ui") ? await openDemoPage() : undefined;
const services = await openDemoServices({ ...process.env, ...(page && { OPIK_URL_OVERRIDE: page.apiUrl }) });
console.log(whatHappens(services));
await answerQuestion(services);
showTraces(services);
await services.close();
if (page !== undefined) await stayOpen(page);

function whatHappens({ models, opikUrl }: DemoServices): string {
  const model =
    models.baseURL === undefined ? "OpenAI" : "a model server on this machine, whose gpt-4o is rate-limited";
  const opik = opikUrl === undefined ? "a collector on this machine" : opikUrl;
  return `A support agent answers a customer. It asks ${model}, and its order service fails once.\nIts trace goes to ${opik}.\n\n> ${QUESTION}\n`;
}

/** Prints the answer as it arrives; returns once its trace has been delivered. */
async function answerQuestion({ models, collector }: DemoServices): Promise<void> {
  const agent = supportAgent(models);
  const handler = new OpikCallbackHandler({
    apiUrl: collector.url,
    projectName: "langchain-opik demo",
    tags: ["demo"],
    graph: agent,
  });
  const config = { callbacks: [handler], configurable: { thread_id: "customer-7" }, streamMode: "messages" as const };
  const stream = await agent.stream({ messages: [{ role: "user", content: QUESTION }] }, config);
  for await (const [message] of stream) {
    if (AIMessageChunk.isInstance(message)) process.stdout.write(message.text);
  }
  console.log(`\n\n${deliveryText(await handler.close())}\n`);
}

function deliveryText({ delivered, waiting, dropped }: FlushResult): string {
  const lost = Object.entries(dropped).map(([reason, count]) => `${count} lost (${reason})`);
  return [`${delivered} records delivered`, `${waiting} waiting`, ...lost].join(", ");
}

async function stayOpen(shown: DemoPage): Promise<void> {
  console.log(`The same on a page: ${shown.url}\nIt stays until Ctrl-C.`);
  await once(process, "SIGINT");
  await shown.close();
}

function showTraces({ collector, opikUrl }: DemoServices): void {
  for (const trace of collector.traces) {
    console.log(printTrace(trace, collector.spans, terminalOptions(process.stdout)));
    const server = opikUrl && { apiUrl: opikUrl, workspaceName: process.env.OPIK_WORKSPACE ?? "default" };
    if (server) console.log(`In Opik: ${traceLink(server, trace.id)}\n`);
  }
  console.log(
    opikUrl === undefined
      ? "Next: set OPIK_URL_OVERRIDE or OPIK_API_KEY and run this again to see the same trace in Opik."
      : "Next: add an OpikCallbackHandler to the callbacks of your own program; README.md shows how.",
  );
}
