// Your own functions as spans: below the LangChain run that calls them, and with what the code says of them.
import { RunnableLambda } from "@langchain/core/runnables";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { currentSpan, traced } from "langchain-opik/chains";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
const model = new ChatOpenAI({ model: "gpt-4o-mini" });

const loadOrders = traced(
  "load orders",
  (customer: string) => {
    const orders = [`${customer}: order 1042`, `${customer}: order 1043`];
    currentSpan()?.update({ metadata: { rows: orders.length }, tags: ["cached"], costUsd: 0.0004 });
    return orders;
  },
  { type: "tool", metadata: { table: "orders" } },
);

const summarise = RunnableLambda.from(async (customer: string) => {
  const orders = await loadOrders(customer);
  currentSpan()?.update({ metadata: { plan: "gold" } }); // of the trace: this chain is its root
  return (await model.invoke(`Summarise: ${orders.join("; ")}`)).text;
});
await summarise.invoke("acme", { callbacks: [handler] });

// Outside of a run: a trace of its own.
await traced("nightly clean-up", () => "3 orders archived", { callbacks: [handler] })();

await handler.flush();
await showTraces();
