// Scores: what the program itself finds out, and what a user says later.
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { currentSpan, scoreTrace, traced } from "langchain-opik/opik";
import { showTraces } from "./offline-opik.js";

const handler = new OpikCallbackHandler();
const model = new ChatOpenAI({ model: "gpt-4o-mini" });

const answer = traced(
  "answer",
  async (question: string) => {
    const { text } = await model.invoke(question);
    await scoreTrace(currentSpan(), { name: "length", value: text.length });
    return text;
  },
  { callbacks: [handler] },
);
await answer("What is a trace?");

// The run's id goes to the page with the answer, and comes back with the user's opinion. However many runs there are
// at once, it names this one.
const runId = crypto.randomUUID();
await model.invoke("What is a span?", { callbacks: [handler], runId });
const outcome = await scoreTrace(handler.traceOf(runId), { name: "helpful", value: 1, reason: "thumbs up" });
if (outcome.status === "failed") console.log(outcome.problem);

await handler.flush();
await showTraces();
