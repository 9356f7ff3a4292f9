// Under Opik's `track`: a LangChain run is part of the tracked function's trace, and a tracked function that a tool
// calls stands at its place in the run.
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";
import { OpikCallbackHandler } from "langchain-opik";
import { tracked } from "langchain-opik/opik";
import { flushAll, track } from "opik";
import { z } from "zod";
import { showTraces } from "./offline-opik.js";

const handler = new OpikCallbackHandler({ tags: ["tracked"] });

const readStation = tracked({ name: "read station", type: "tool" }, (city: string) => `${city}: 21 degrees`);
const weather = tool(({ city }) => readStation(city), {
  name: "get_weather",
  description: "The weather in a city.",
  schema: z.object({ city: z.string() }),
});
const agent = createAgent({ model: new ChatOpenAI({ model: "gpt-4o-mini" }), tools: [weather], name: "weather" });

const answer = track({ name: "answer request", type: "general" }, async (question: string) => {
  const { messages } = await agent.invoke(
    { messages: [{ role: "user", content: question }] },
    { callbacks: [handler] },
  );
  return messages.at(-1)?.text; // plain data: `track` can't send a message of LangChain
});

await Promise.all([answer("Weather in Zurich?"), answer("Is it sunny?")]);

await flushAll(); // Opik's SDK
await handler.flush();
await showTraces();
