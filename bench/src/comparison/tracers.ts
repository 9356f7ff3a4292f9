import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { Sampler } from "@opentelemetry/sdk-trace-base";

export const TRACERS = ["langchain-opik", "opik-langchain", "langfuse", "langsmith", "openinference"] as const;
export type TracerName = (typeof TRACERS)[number];

/** What a scenario asks a tracer for, each by the way that the tracer's documentation names. */
export interface TracerSettings {
  /** No trace belongs to the sampled share. */
  readonly keepNothing: boolean;
  /** Secrets are hidden. */
  readonly mask: boolean;
}

export interface Tracer {
  readonly callbacks: readonly BaseCallbackHandler[];
  /** What a program does where it may be stopped afterwards; what it tells is printed. */
  flush(): Promise<unknown>;
}

const SECRET = /sk-[a-z0-9]{20,}/g;

/** Undefined where the tracer has no such setting. */
export async function openTracer(name: TracerName, url: string, settings: TracerSettings): Promise<Tracer | undefined> {
  switch (name) {
    case "langchain-opik":
      return openLangchainOpik(url, settings);
    case "opik-langchain":
      return openOpikLangchain(url, settings);
    case "langfuse":
      return openLangfuse(url, settings);
    case "langsmith":
      return openLangsmith(url, settings);
    case "openinference":
      return openOpenInference(url, settings);
  }
}

async function openLangchainOpik(url: string, { keepNothing, mask }: TracerSettings): Promise<Tracer> {
  const { OpikCallbackHandler } = await import("langchain-opik");
  const handler = new OpikCallbackHandler({
    apiUrl: `${url}/api`,
    ...(keepNothing && { sampleRate: 0 }),
    ...(mask && { redaction: "standard" }),
  });
  return { callbacks: [handler], flush: () => handler.flush() };
}

async function openOpikLangchain(url: string, { keepNothing, mask }: TracerSettings): Promise<Tracer | undefined> {
  if (keepNothing || mask) return undefined;
  const { Opik } = await import("opik");
  const { OpikCallbackHandler } = await import("opik-langchain");
  const handler = new OpikCallbackHandler({ client: new Opik({ apiUrl: `${url}/api`, projectName: "comparison" }) });
  return { callbacks: [handler], flush: () => handler.flushAsync() };
}

async function openLangfuse(baseUrl: string, { keepNothing, mask }: TracerSettings): Promise<Tracer> {
  const { CallbackHandler } = await import("@langfuse/langchain");
  const { LangfuseSpanProcessor } = await import("@langfuse/otel");
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  const processor = new LangfuseSpanProcessor({
    ...{ publicKey: "pk", secretKey: "sk", baseUrl },
    ...(mask && { mask: ({ data }: { readonly data: string }) => data.replace(SECRET, "[hidden]") }),
  });
  new NodeSDK({ spanProcessors: [processor], ...(keepNothing && { sampler: await nothing() }) }).start();
  return { callbacks: [new CallbackHandler()], flush: () => processor.forceFlush() };
}

async function openLangsmith(apiUrl: string, { keepNothing, mask }: TracerSettings): Promise<Tracer> {
  const { Client } = await import("langsmith");
  const { createAnonymizer } = await import("langsmith/anonymizer");
  const { LangChainTracer } = await import("@langchain/core/tracers/tracer_langchain");
  const client = new Client({
    ...{ apiUrl, apiKey: "key" },
    ...(keepNothing && { tracingSamplingRate: 0 }),
    ...(mask && { anonymizer: createAnonymizer([{ pattern: SECRET, replace: "[hidden]" }]) }),
  });
  const tracer = new LangChainTracer({ client, projectName: "comparison" });
  return { callbacks: [tracer], flush: () => client.awaitPendingTraceBatches() };
}

async function openOpenInference(url: string, { keepNothing, mask }: TracerSettings): Promise<Tracer> {
  const { LangChainInstrumentation } = await import("@arizeai/openinference-instrumentation-langchain");
  const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-http");
  const { BatchSpanProcessor } = await import("@opentelemetry/sdk-trace-base");
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  const manager = await import("@langchain/core/callbacks/manager");
  const processor = new BatchSpanProcessor(new OTLPTraceExporter({ url: `${url}/v1/traces` }));
  new NodeSDK({ spanProcessors: [processor], ...(keepNothing && { sampler: await nothing() }) }).start();
  // It hides whole fields; there is no setting for a part of a text.
  const traceConfig = mask ? { hideInputs: true, hideOutputs: true, hidePrompts: true } : {};
  new LangChainInstrumentation({ traceConfig }).manuallyInstrument(manager);
  return { callbacks: [], flush: () => processor.forceFlush() };
}

async function nothing(): Promise<Sampler> {
  const { TraceIdRatioBasedSampler } = await import("@opentelemetry/sdk-trace-base");
  return new TraceIdRatioBasedSampler(0);
}
