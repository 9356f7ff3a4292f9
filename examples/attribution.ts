// Who works for whom: a handler's options and a run's metadata become tags and metadata that Opik filters by.
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";
import { OpikCallbackHandler } from "langchain-opik";
import { z } from "zod";
import { showTraces } from "./offline.js";

const model = new ChatOpenAI({ model: "gpt-4o-mini" });
const expert = createAgent({ model, tools: [], name: "weather-expert" });
const askExpert = tool(
  async ({ city }) => {
    const { messages } = await expert.invoke({ messages: [{ role: "user", content: `Weather in ${city}?` }] });
    return messages.at(-1)?.text ?? "";
  },
  { name: "ask_expert", description: "Asks the weather expert.", schema: z.object({ city: z.string() }) },
);
const agent = createAgent({ model, tools: [askExpert], name: "travel-agent" });

const handler = new OpikCallbackHandler({ projectName: "examples", tenantId: "acme" });
const messages = [{ role: "user", content: "What is the weather in Zurich?" }];
await agent.invoke({ messages }, { callbacks: [handler], metadata: { userId: "u-42", agentTier: "gold" } });

await handler.flush();
await showTraces();
