// Retries that wait as the server asks, and that streams have too, until their first part.
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { withOpikRetry } from "langchain-opik/chains";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
const model = withOpikRetry(new ChatOpenAI({ model: "gpt-4.1", maxRetries: 0 }), {
  maxAttempts: 3,
  initialDelayMs: 100,
  onRetry: ({ number, waitMs }) => {
    console.log(`Try ${number} failed; the next is made in ${Math.round(waitMs)} ms.`);
  },
});

for await (const part of await model.stream("What is a trace?", { callbacks: [handler] })) {
  process.stdout.write(part.text);
}
console.log();

await handler.flush();
await showTraces();
