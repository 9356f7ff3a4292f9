import { Opik } from "opik";
import { OpikCallbackHandler } from "opik-langchain";
import type { Contender } from "./contender.js";

export function openOpikLangchain(sinkUrl: string): Contender {
  const client = new Opik({ apiUrl: `${sinkUrl}/api`, projectName: "bench" });
  const handler = new OpikCallbackHandler({ client });
  return { callbacks: [handler], flush: () => handler.flushAsync() };
}
