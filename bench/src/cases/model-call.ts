interface ModelCall {
  /** What its question is about. */
  readonly number: number;
  readonly id: string;
  readonly traceId: string;
  readonly timeMs: number;
}

/** A span of 1.5 kB, as the handler records it. */
export function modelCall({ number, id, traceId, timeMs }: ModelCall) {
  const time = new Date(timeMs).toISOString();
  const question = `Where is my order ${number}, and can I still return it? `.repeat(8);
  const answer = "Your order left our warehouse on Monday and is with the courier. ".repeat(6);
  return {
    id,
    trace_id: traceId,
    name: "ChatOpenAI",
    type: "llm",
    start_time: time,
    end_time: time,
    input: { messages: [{ role: "user", content: question }] },
    output: { choices: [{ index: 0, message: { role: "assistant", content: answer }, finish_reason: "stop" }] },
    metadata: { agent_name: "support", ls_provider: "openai", temperature: 0.1 },
    tags: ["demo"],
    model: "gpt-4o-mini",
    provider: "openai",
    usage: { prompt_tokens: 214, completion_tokens: 38, total_tokens: 252 },
    last_updated_at: time,
    source: "sdk",
  };
}
