import { startModelServer } from "../../../../demo/model-server.js";
import { supportAgent } from "../../../../demo/support-agent.js";
import { recordTraces } from "../../../../src/testing/index.js";
import type { TraceRecording } from "../../../../src/testing/trace-recording.js";

const QUESTION = "Where is my order 1042, and can I still return it?";

/**
 * What the real handler records of an agent that falls back to another model twice, and tries a tool again: one trace
 * with its graph, of the thread `customer-7`.
 */
export async function agentTraces(): Promise<TraceRecording> {
  const server = await startModelServer();
  try {
    const agent = supportAgent({ apiKey: "no-key-needed", baseURL: `${server.baseUrl}/v1` });
    const recorded = recordTraces({ graph: agent, projectName: "shop", tags: ["demo"] });
    const config = { callbacks: [recorded.handler], configurable: { thread_id: "customer-7" } };
    for await (const _ of await agent.stream({ messages: [{ role: "user", content: QUESTION }] }, config));
    await recorded.handler.flush();
    return { traces: recorded.traces, spans: recorded.spans };
  } finally {
    await server.stop();
  }
}
