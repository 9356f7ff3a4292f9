import { CallbackHandler } from "@langfuse/langchain";
import { LangfuseSpanProcessor } from "@langfuse/otel";
import { NodeSDK } from "@opentelemetry/sdk-node";
import type { Contender } from "./contender.js";

/** Set up as Langfuse's documentation has it: its span processor in OpenTelemetry's Node SDK. */
export function openLangfuse(sinkUrl: string): Contender {
  const processor = new LangfuseSpanProcessor({ publicKey: "pk-bench", secretKey: "sk-bench", baseUrl: sinkUrl });
  new NodeSDK({ spanProcessors: [processor] }).start();
  return { callbacks: [new CallbackHandler()], flush: () => processor.forceFlush() };
}
