import { AIMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { OpikCallbackHandler } from "opik-langchain";

// A chain traced by the handler that Opik publishes; the server is that of OPIK_URL_OVERRIDE.
async function main(): Promise<void> {
  const handler = new OpikCallbackHandler({ projectName: "peer" });
  const model = new FakeListChatModel({ responses: ["It is an owl."] });
  const chain = RunnableLambda.from((question: string) => [new AIMessage(question)])
    .pipe(model)
    .withConfig({ runName: "ask" });
  await chain.invoke("Which bird?", { callbacks: [handler] });
  const failing = RunnableLambda.from(() => {
    throw new TypeError("no owl");
  }).withConfig({ runName: "fail" });
  await failing.invoke("now", { callbacks: [handler] }).catch(() => undefined);
  await handler.flushAsync();
}

void main();
