import { expect } from "vitest";

const ANYTHING: unknown = expect.anything();

/** What stands at the server after a program, by its place, where its page says so. */
export const WHAT_PAGES_SAY: ReadonlyMap<string, object> = new Map<string, object>([
  ["README.md 1", { traces: [{ project_name: "support-bot" }] }],
  [
    "docs/attribution.md 1",
    { traces: [{ thread_id: "s-7", tags: all("user:u-42", "tenant:acme", "agent:support", "skill:refunds") }] },
  ],
  [
    "docs/costs.md 1",
    {
      spans: all(
        expect.objectContaining({ provider: "azure", model: "gpt-4o" }),
        expect.objectContaining({ provider: "bedrock", model: "amazon.nova-pro-v1:0" }),
      ),
    },
  ],
  [
    "docs/manual-spans.md 1",
    { traces: all(named("load orders"), expect.objectContaining({ name: "count orders", tags: all("cached") })) },
  ],
  ["docs/opik-agent.md 1", { traces: [{ name: "explainer", metadata: { agent_configuration: ANYTHING } }] }],
  [
    "docs/opik-experiments.md 1",
    {
      traces: all(named("evaluation_task")),
      spans: all(...["llm_task", "RunnableSequence", "metrics_calculation", "hallucination_metric"].map(named)),
    },
  ],
  ["docs/opik-prompts.md 1", { traces: [{ metadata: { opik_prompts: [{ name: "explain" }] } }] }],
  ["docs/opik-scores.md 1", { scores: [expect.anything(), expect.anything()] }],
  [
    "docs/opik-track.md 1",
    {
      traces: all(named("answer request"), named("look_up")),
      spans: all(...["answer request", "weather", "model_request", "ChatOpenAI", "tools", "read station"].map(named)),
    },
  ],
  ["docs/privacy.md 1", { spans: [expect.not.objectContaining({ input: ANYTHING })] }],
  [
    "docs/retries-and-fallbacks.md 1",
    {
      traces: [{ tags: all("fallback", "answered_by:gpt-4o-mini") }],
      spans: all(expect.objectContaining({ model: "gpt-4o-mini", tags: ["fallback"] })),
    },
  ],
  ["docs/services.md 2", { traces: [named("RunnableLambda")], spans: all(named("ChatOpenAI")) }],
  ["docs/threads.md 1", { traces: [{ thread_id: "u-42/order-1042", tags: all("user:u-42") }] }],
  ["docs/threads.md 2", { traces: [{ thread_id: "u-42/order-1042" }] }],
  ["docs/turn-it-on.md 1", { traces: [{ project_name: "support-bot" }] }],
  ["docs/what-is-recorded.md 1", { traces: [{ thread_id: "chat-42", tags: all("beta"), metadata: { customer: 7 } }] }],
  ["docs/what-is-recorded.md 2", { traces: [{ metadata: { _opik_graph_definition: ANYTHING } }] }],
  ["docs/what-is-recorded.md 3", { traces: [{ tags: all("fallback", "answered_by:gpt-4o-mini") }] }],
  ["docs/what-is-recorded.md 4", { spans: [{ ttft: ANYTHING, usage: { completion_tokens: 5 } }] }],
]);

/** A list that has these among others. */
function all(...members: readonly unknown[]): unknown {
  return expect.arrayContaining([...members]);
}

function named(name: string): unknown {
  return expect.objectContaining({ name });
}
