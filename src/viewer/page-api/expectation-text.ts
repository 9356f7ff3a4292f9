import { asJsonObject } from "../../records/json/json-object.js";
import type { SpanRecord, TraceRecord } from "../../records/record.js";

/** Nobody wants to expect more spans than this one by one. */
const MAX_SPANS = 20;

/** A test with `langchain-opik/testing` that expects what happened in a trace: which tools ran, and which model answered. */
export function expectationText(trace: TraceRecord, spans: readonly SpanRecord[]): string {
  const failed = [trace, ...spans].some(({ error_info }) => error_info !== undefined);
  const expectations = [
    ...toolsOf(spans).map((span) => `  expect(traces).toHaveSpan(${spanPattern(span)});`),
    ...answeredBy(trace, spans).map((model) => `  expect(traces).toHaveAnsweredBy(${JSON.stringify(model)});`),
    ...(failed ? [] : ["  expect(traces).toHaveNoErrors();"]),
  ];
  return [
    'import { recordTraces } from "langchain-opik/testing";',
    'import "langchain-opik/testing/vitest"; // or "langchain-opik/testing/jest"',
    'import { expect, test } from "vitest";',
    "",
    `test(${JSON.stringify(`${trace.name} does what it did in trace ${trace.id}`)}, async () => {`,
    "  const traces = recordTraces();",
    "",
    `  const input = ${indented(JSON.stringify(trace.input ?? null, null, 2))};`,
    "  // Put your program here.",
    "  await program.invoke(input, { callbacks: [traces.handler] });",
    "",
    ...expectations,
    "});",
    "",
  ].join("\n");
}

function toolsOf(spans: readonly SpanRecord[]): readonly SpanRecord[] {
  return spans.filter(({ type, error_info }) => type === "tool" && error_info === undefined).slice(0, MAX_SPANS);
}

function spanPattern({ name, type, input }: SpanRecord): string {
  const pattern = { name, type, ...(input !== undefined && { input }) };
  return indented(JSON.stringify(pattern, null, 2));
}

/** The model that answered last. */
function answeredBy({ metadata }: TraceRecord, spans: readonly SpanRecord[]): readonly string[] {
  const told = asJsonObject(asJsonObject(metadata?.["summary"])["answered_by"])["model"];
  if (typeof told === "string") return [told];
  const model = spans.findLast(({ type, error_info }) => type === "llm" && error_info === undefined)?.model;
  return model === undefined ? [] : [model];
}

function indented(json: string): string {
  return json.replaceAll("\n", "\n  ");
}
