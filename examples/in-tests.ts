// What a test looks at: the traces of a program, kept in memory and printed without times and ids.
import { strictEqual } from "node:assert/strict";
import { ChatOpenAI } from "@langchain/openai";
import { recordTraces } from "langchain-opik/testing";
import { showTraces } from "./offline.js";

const model = new ChatOpenAI({ model: "gpt-4o", maxRetries: 0 }).withFallbacks([
  new ChatOpenAI({ model: "gpt-4o-mini" }),
]);

const traces = recordTraces();
await model.invoke("What is a trace?", { callbacks: [traces.handler] });

console.log(traces.print());
strictEqual(traces.traces.length, 1);

await showTraces();
