// Two agents that a Local Runner may run. It lives until it is told to stop, as a server does.
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "@langchain/core/runnables";
import { ChatOpenAI } from "@langchain/openai";
import { opikAgent } from "../../../src/opik/index.js";

opikAgent({
  name: "planner",
  params: [
    { name: "city", type: "string" },
    { name: "days", type: "integer" },
    { name: "budget", type: "float" },
    { name: "isQuiet", type: "boolean" },
    { name: "wish", type: "string", presence: "optional" },
  ],
  config: { fallback: { model: "gpt-4o-mini", tone: "friendly" } },
  build: ({ model, tone }) =>
    RunnableLambda.from((input: Readonly<Record<string, unknown>>) => {
      process.stdout.write(`planning for ${String(input.city)}\n`);
      return { told: JSON.stringify({ ...input, tone }) };
    })
      .pipe(ChatPromptTemplate.fromTemplate("{told}"))
      .pipe(
        new ChatOpenAI({
          model,
          apiKey: "sk-test-key",
          maxRetries: 0,
          configuration: { baseURL: process.env["MODEL_URL"] ?? "" },
        }),
      ),
});

opikAgent({
  name: "broken",
  params: [],
  config: { fallback: { tone: "friendly" } },
  build: () =>
    RunnableLambda.from(() => {
      throw new RangeError("no such city");
    }),
});

setInterval(() => undefined, 1_000);
