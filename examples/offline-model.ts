import { type ChatCompletionRequest, LLMock } from "@copilotkit/aimock";

/**
 * An OpenAI-compatible model on this machine. It calls the first tool it is offered, answers in one sentence
 * otherwise. Its `gpt-4o` is always rate-limited, and its `gpt-4.1` is overloaded every other time.
 */
export async function startOfflineModel(): Promise<LLMock> {
  const server = new LLMock({ port: 0, host: "127.0.0.1", latency: 10, chunkSize: 8 });
  server.on(
    { predicate: ({ model }) => model === "gpt-4o" },
    { error: { message: "Rate limit reached for gpt-4o.", type: "tokens" }, status: 429 },
  );
  let asked = 0;
  server.on(
    {
      predicate: ({ model }) => {
        if (model === "gpt-4.1") asked += 1;
        return model === "gpt-4.1" && asked % 2 === 1;
      },
    },
    { error: { message: "The engine is overloaded.", type: "server_error" }, status: 503 },
  );
  server.on({ predicate: offersTools, hasToolResult: false }, ({ tools }) => ({
    toolCalls: [{ name: tools?.[0]?.function.name ?? "", arguments: '{"city":"Zurich"}', id: "call_1" }],
  }));
  server.on({ hasToolResult: true }, { content: "It is 21 degrees and sunny in Zurich." });
  server.on({}, { content: "A trace tells what a program did, step by step, and how long each step took." });
  await server.start();
  return server;
}

function offersTools({ tools = [] }: ChatCompletionRequest): boolean {
  return tools.length > 0;
}
