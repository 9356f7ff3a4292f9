// One trace over two services: the caller sends headers, and the other goes on in the caller's trace.
import { once } from "node:events";
import { createServer } from "node:http";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { continueTrace, getTraceHeaders, traced } from "langchain-opik/chains";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });

// The other service. In truth it is a program of its own, with a handler of its own for the same project.
const service = createServer((request, response) => {
  void continueTrace(request.headers, async () => {
    const model = new ChatOpenAI({ model: "gpt-4o-mini" });
    const answer = await model.invoke("What is a trace?", { callbacks: [handler] });
    response.end(answer.text);
  });
}).listen(0, "127.0.0.1");
await once(service, "listening");
const address = service.address();
const port = typeof address === "object" && address !== null ? address.port : 0;

const askService = traced("ask the service", async (question: string) => {
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: { ...getTraceHeaders(), "content-type": "text/plain" },
    body: question,
  });
  return response.text();
});
const answer = traced("answer", (question: string) => askService(question), { callbacks: [handler] });
await answer("What is a trace?");

service.close();
await handler.flush();
await showTraces();
