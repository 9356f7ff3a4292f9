import { ChatOpenAI } from "@langchain/openai";
import { createAgent, modelFallbackMiddleware, toolRetryMiddleware } from "langchain";
import { orderLookup, policySearch } from "./support-tools.js";

/** Where an OpenAI-compatible model answers. */
export interface ModelAccess {
  readonly apiKey: string;
  /** OpenAI itself when undefined. */
  readonly baseURL: string | undefined;
}

/** A shop's support agent: two tools, of which a failed call is tried again, and a second model for when the first fails. */
export function supportAgent(access: ModelAccess) {
  return createAgent({
    name: "support-agent",
    model: chatModel("gpt-4o", access),
    tools: [orderLookup(), policySearch()],
    systemPrompt: "You help the customers of a shop. Use the tools, then answer in two sentences.",
    middleware: [
      modelFallbackMiddleware(chatModel("gpt-4o-mini", access)),
      // @ts-expect-error LangChain declares this one without regard to exactOptionalPropertyTypes.
      toolRetryMiddleware({ maxRetries: 2, initialDelayMs: 60, jitter: false }),
    ],
  });
}

// Retries inside the client would hide that a model refused.
function chatModel(model: string, { apiKey, baseURL }: ModelAccess): ChatOpenAI {
  return new ChatOpenAI({ model, apiKey, maxRetries: 0, configuration: { baseURL } });
}
