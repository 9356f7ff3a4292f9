// An agent with one tool: each model call and each tool call is a span below the step that made it.
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";
import { OpikCallbackHandler } from "langchain-opik";
import { z } from "zod";
import { showTraces } from "./offline.js";

const weather = tool(({ city }) => `${city}: 21 degrees, sunny`, {
  name: "get_weather",
  description: "Tells the weather of a city.",
  schema: z.object({ city: z.string() }),
});
const agent = createAgent({ model: new ChatOpenAI({ model: "gpt-4o-mini" }), tools: [weather], name: "weather-agent" });

const handler = new OpikCallbackHandler({ projectName: "examples", graph: agent });
const messages = [{ role: "user", content: "What is the weather in Zurich?" }];
const { messages: answered } = await agent.invoke({ messages }, { callbacks: [handler] });
console.log(answered.at(-1)?.text);

await handler.flush();
await showTraces();
