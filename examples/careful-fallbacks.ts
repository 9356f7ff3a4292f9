// Fallbacks with a time limit for each candidate, and a circuit breaker that skips a candidate which is down.
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { withOpikFallbacks } from "langchain-opik/chains";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
const model = withOpikFallbacks(
  new ChatOpenAI({ model: "gpt-4o", maxRetries: 0 }),
  [new ChatOpenAI({ model: "gpt-4o-mini" })],
  {
    attemptTimeoutMs: 10_000,
    breaker: { failures: 1, resetAfterMs: 30_000 },
    onFallback: ({ candidate, nextCandidate }) => {
      console.log(`${nextCandidate} is asked in place of ${candidate}.`);
    },
  },
);

// The second time gpt-4o is not even asked.
for (const question of ["What is a trace?", "What is a span?"]) {
  console.log((await model.invoke(question, { callbacks: [handler] })).text);
}

await handler.flush();
await showTraces();
