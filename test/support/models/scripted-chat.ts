import { ChatOpenAI, type ChatOpenAIFields } from "@langchain/openai";
import type { ModelServer } from "./model-server.js";

/** A real ChatOpenAI that asks the scripted model server, without retries of its own. */
export function chatModel(server: ModelServer, model: string, fields: ChatOpenAIFields = {}): ChatOpenAI {
  return new ChatOpenAI({
    model,
    apiKey: "sk-test-key",
    maxRetries: 0,
    ...fields,
    configuration: { baseURL: server.url },
  });
}
