import { LangChainTracer } from "@langchain/core/tracers/tracer_langchain";
import { Client } from "langsmith";
import type { Contender } from "./contender.js";

export function openLangsmith(sinkUrl: string): Contender {
  const client = new Client({ apiUrl: sinkUrl, apiKey: "bench" });
  const tracer = new LangChainTracer({ client, projectName: "bench" });
  return { callbacks: [tracer], flush: () => client.awaitPendingTraceBatches() };
}
