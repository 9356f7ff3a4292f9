import { expect, test } from "vitest";
import { spanForest } from "../../src/records/span-forest.js";
import type { StyledLine } from "../../src/terminal/styled-line.js";
import { numberedSpans } from "../../src/trace-view/numbered-spans.js";
import { spanDetail, traceDetail } from "../../src/trace-view/span-detail.js";
import { at, shownSpan, shownTrace } from "../cli/shown-records.js";

function textOf(lines: readonly StyledLine[]): string {
  const texts = lines.map((line) =>
    line
      .map(({ text }) => text)
      .join("")
      .trimEnd(),
  );
  return `\n${texts.join("\n")}\n`;
}

const CALL = shownSpan("0193-call", {
  ...{ name: "ChatOpenAI", type: "llm", model: "gpt-4o-mini", parent_span_id: "0193-agent", end_time: at(700) },
  usage: { prompt_tokens: 1204, completion_tokens: 312 },
  metadata: { invocation_params: { temperature: 0, stop: ["\n\n", "END"] }, agent_name: "support" },
  input: {
    messages: [
      { role: "system", content: "You help.\nBe brief." },
      {
        role: "user",
        content: [
          { type: "text", text: "What is this?" },
          { type: "image_url", image_url: { url: "https://example.com/owl.png" } },
        ],
      },
      { role: "tool", tool_call_id: "call_0", content: "7 left\nmore on Monday" },
    ],
  },
  output: {
    choices: [
      {
        index: 0,
        finish_reason: "tool_calls",
        message: {
          role: "assistant",
          content: [{ type: "text", text: "[reasoning] First the price,\nthen the stock." }],
          tool_calls: [
            {
              id: "call_1",
              type: "function",
              function: { name: "get_price", arguments: '{"sku":"A1","note":"a\\nb"}' },
            },
            { id: "call_2", type: "function", function: { name: "get_stock", arguments: '{"sku":' } },
          ],
        },
      },
    ],
  },
});
const AGENT = shownSpan("0193-agent", { name: "agent" });
const FAILED = shownSpan("0193-tool", {
  ...{ name: "get_price", type: "tool", parent_span_id: "0193-agent", start_time: at(700) },
  input: { sku: "A1", empty: {}, none: [], sizes: [1, { width: 2 }] },
  error_info: {
    exception_type: "TimeoutError",
    message: "No answer.\n\tTried 3 times.\u001b[31m",
    traceback: "TimeoutError: No answer.\n    at getPrice (prices.ts:7:3)",
  },
});
const SPANS = [AGENT, CALL, FAILED];

function detailOf(id: string): string {
  const one = numberedSpans(spanForest(SPANS)).find(({ span }) => span.id === id);
  if (one === undefined) throw new Error(`There is no span ${id}.`);
  return textOf(spanDetail(one));
}

test("a model call is shown whole, with parameters, roles, reasoning, and tool calls with their arguments", () => {
  expect(detailOf("0193-call")).toMatchInlineSnapshot(`
    "
    2 llm ChatOpenAI gpt-4o-mini
    id        0193-call
    parent    1 agent
    started   2026-01-02T03:04:05.000000Z
    figures   700 ms · 1,204→312 tokens
    parameters
      temperature: 0
      stop:
        - "\\n\\n"
        - END
    input
      system
        You help.
        Be brief.
      user
        What is this?
        - type: image_url
          image_url:
            url: https://example.com/owl.png
      tool
        7 left
        more on Monday
        tool_call_id: call_0
    output
      assistant
        [reasoning] First the price,
        then the stock.
        calls get_price call_1
          sku: A1
          note:
            a
            b
        calls get_stock call_2
          {"sku":
      finish_reason: tool_calls
    metadata
      agent_name: support
    "
  `);
});

test("a failed tool is shown with arguments, message and stack, and nothing that controls a terminal", () => {
  expect(detailOf("0193-tool")).toMatchInlineSnapshot(`
    "
    3 ✗ tool get_price
    id        0193-tool
    parent    1 agent
    started   2026-01-02T03:04:05.700000Z
    figures   300 ms
    input
      sku: A1
      empty: {}
      none: []
      sizes:
        - 1
        - width: 2
    error
      TimeoutError
      No answer.
        Tried 3 times.�[31m
      stack
        TimeoutError: No answer.
            at getPrice (prices.ts:7:3)
    "
  `);
});

test("a whole trace is shown with every span and its number", () => {
  const trace = shownTrace({
    input: { question: "a\nb" },
    output: { output: "c\nd" },
    metadata: { summary: { errors: 1 } },
  });
  const text = textOf(traceDetail(trace, SPANS, 60));
  expect(text).toMatch(/^input\n {2}question:\n {4}a\n {4}b\noutput\n {2}output:\n {4}c\n {4}d\n/m);
  expect(text.match(/^\d .*$/gm)).toEqual(["1 chain agent", "2 llm ChatOpenAI gpt-4o-mini", "3 ✗ tool get_price"]);
  for (const span of [CALL, FAILED]) expect(text).toContain(`id        ${span.id}`);
});
