// An agent whose middleware asks another model, and calls a failing tool again.
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent, modelFallbackMiddleware, toolRetryMiddleware } from "langchain";
import { OpikCallbackHandler } from "langchain-opik";
import { z } from "zod";
import { showTraces } from "./offline.js";

const handler = new OpikCallbackHandler({ projectName: "examples" });
let calls = 0;
const weather = tool(
  ({ city }) => {
    calls += 1;
    if (calls === 1) throw new Error("The weather service did not answer.");
    return `${city}: 21 degrees, sunny`;
  },
  { name: "get_weather", description: "Tells the weather of a city.", schema: z.object({ city: z.string() }) },
);
const agent = createAgent({
  model: new ChatOpenAI({ model: "gpt-4o", maxRetries: 0 }),
  tools: [weather],
  middleware: [
    modelFallbackMiddleware(new ChatOpenAI({ model: "gpt-4o-mini" })),
    // @ts-expect-error LangChain's declaration of its own middleware is not for exactOptionalPropertyTypes.
    toolRetryMiddleware({ maxRetries: 2, initialDelayMs: 100 }),
  ],
});

const messages = [{ role: "user", content: "What is the weather in Zurich?" }];
const { messages: answered } = await agent.invoke({ messages }, { callbacks: [handler] });
console.log(answered.at(-1)?.text);

await handler.flush();
await showTraces();
