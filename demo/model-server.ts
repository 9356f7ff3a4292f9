import { setTimeout as sleep } from "node:timers/promises";
import { type ChatCompletionRequest, LLMock } from "@copilotkit/aimock";

// A model takes its time; with none, all bars of the tree would look the same.
const REFUSING_MS = 90;
const THINKING_MS = 260;
const CHUNK_MS = 20;
const CHUNK_CHARACTERS = 6;

const ANSWER =
  "Order 1042 left our warehouse on Monday and is with the courier; expect it on Thursday. " +
  "You can send it back within 30 days of delivery, free of charge.";

/**
 * An OpenAI-compatible server on this machine. Its `gpt-4o` is always rate-limited; its `gpt-4o-mini` first asks for
 * both tools, and answers once it has their results.
 */
export async function startModelServer(): Promise<LLMock> {
  const server = new LLMock({ port: 0, host: "127.0.0.1", latency: CHUNK_MS, chunkSize: CHUNK_CHARACTERS });
  server.on({ predicate: isAskedOf("gpt-4o") }, async () => {
    await sleep(REFUSING_MS);
    return {
      error: { message: "Rate limit reached for gpt-4o: 30,000 tokens per minute.", type: "tokens" },
      status: 429,
    };
  });
  server.on({ predicate: isAskedOf("gpt-4o-mini"), hasToolResult: false }, async () => {
    await sleep(THINKING_MS);
    return {
      toolCalls: [
        { name: "look_up_order", arguments: '{"order_id":"1042"}', id: "call_order" },
        { name: "search_policies", arguments: '{"query":"return an order"}', id: "call_policies" },
      ],
      usage: { prompt_tokens: 214, completion_tokens: 38 },
    };
  });
  server.on({ predicate: isAskedOf("gpt-4o-mini"), hasToolResult: true }, async () => {
    await sleep(THINKING_MS);
    return { content: ANSWER, usage: { prompt_tokens: 391, completion_tokens: 47 } };
  });
  await server.start();
  return server;
}

function isAskedOf(model: string): (request: ChatCompletionRequest) => boolean {
  return (request) => request.model === model;
}
