import { RunnableLambda } from "@langchain/core/runnables";
import "@langchain/core/context";
import { context, trace as otel } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getTraceHeaders } from "../../src/chains/index.js";
import { traceWorld } from "../support/traces/traced-world.js";

const REQUESTS = Array.from({ length: 50 }, (_, index) => `q${index}`);

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  otel.setGlobalTracerProvider(new BasicTracerProvider());
});
afterAll(() => {
  context.disable();
  otel.disable();
});

test("each of fifty concurrent traces names the OpenTelemetry span around it, and requests continue both", async () => {
  const world = await traceWorld();
  const chain = RunnableLambda.from(() => JSON.stringify(getTraceHeaders()));
  const answer = (question: string) =>
    otel.getTracer("tests").startActiveSpan(question, async (span) => {
      const headers = await chain.invoke(question, { callbacks: [world.handler] });
      span.end();
      return { ...span.spanContext(), headers };
    });

  const spans = await Promise.all(REQUESTS.map(answer));

  const { traces } = await world.arrived();
  for (const [index, { traceId, spanId, headers }] of spans.entries()) {
    const trace = traces.find(({ input }) => JSON.stringify(input) === JSON.stringify({ input: `q${index}` }));
    expect(trace?.metadata).toMatchObject({ otel_trace_id: traceId, otel_span_id: spanId });
    expect(JSON.parse(headers)).toMatchObject({ opik_trace_id: trace?.id, traceparent: `00-${traceId}-${spanId}-01` });
  }
});

test("a run outside any OpenTelemetry span names none", async () => {
  const world = await traceWorld();

  await RunnableLambda.from(() => "hi").invoke("hi", { callbacks: [world.handler] });

  expect((await world.onlyTrace()).trace.metadata).not.toHaveProperty("otel_trace_id");
});
