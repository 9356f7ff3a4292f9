import { setTimeout as sleep } from "node:timers/promises";
import { LLMock } from "@copilotkit/aimock";

// A model takes its time; with none, all bars of the tree would look the same.
const THINKING_MS = 240;
const REFUSING_MS = 90;

const ANSWER =
  "Order 1042 left our warehouse on Monday and is with the courier; expect it on Thursday. " +
  "You can send it back within 30 days of delivery, free of charge.";

/**
 * An OpenAI-compatible server on this machine. Its `gpt-4o` is always rate-limited; its `gpt-4o-mini` first asks for
 * both tools, and answers once it has their results.
 */
export async function startModelServer(): Promise<LLMock> {
  const server = new LLMock({ port: 0, host: "127.0.0.1" });
  server.on({ model: "gpt-4o" }, async () => {
    await sleep(REFUSING_MS);
    return { error: { message: "Rate limit reached for gpt-4o: 30,000 tokens per minute", type: "tokens" }, status: 429 };
  });
  return server;
}
