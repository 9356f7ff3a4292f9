import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/records/json/json-object.js";
import type { SpanRecord, TraceRecord } from "../../src/records/record.js";
import { cellsOfLine } from "../../src/terminal/styled-line.js";
import { cellsOf } from "../../src/terminal/terminal-text.js";
import { printTrace, traceLines } from "../../src/trace-view/trace-tree.js";
import { at, openSpan, openTrace, shownSpan, shownTrace } from "../cli/shown-records.js";
import { textMatching } from "../support/traces/text-matchers.js";

function tree(spans: readonly SpanRecord[], width = 80): string {
  return printTrace(shownTrace(), spans, { width, color: false });
}

/** The lines below the scale. */
function branches(spans: readonly SpanRecord[], width = 80): string[] {
  const lines = tree(spans, width).trimEnd().split("\n");
  return lines.slice(lines.indexOf("") + 2);
}

const RATE_LIMIT = { exception_type: "RateLimitError", message: "429 slow down\nsecond line", traceback: "at x" };

describe("the tree", () => {
  test("a trace is printed as a header and one line per span, with bars on one axis", () => {
    const text = printTrace(
      shownTrace({
        thread_id: "t-1",
        tags: ["beta", "retry"],
        input: { question: "Where is it?\nThe order, I mean." },
        output: { messages: [{ role: "assistant", content: "On its way." }] },
        metadata: {
          summary: {
            llm_calls: 2,
            tool_calls: 1,
            retrievals: 0,
            errors: 1,
            retries: 1,
            fallbacks: 0,
            prompt_tokens: 1200,
            completion_tokens: 30,
            answered_by: { model: "gpt-4o-mini", provider: "openai" },
            time_lost_ms: 250,
          },
        },
      }),
      [
        shownSpan("agent"),
        shownSpan("model", { type: "llm", model: "gpt-4o-mini", parent_span_id: "agent", end_time: at(500) }),
        shownSpan("look_up", { type: "tool", parent_span_id: "agent", start_time: at(500) }),
      ],
      { width: 80, color: false },
    );
    expect(text).toMatchInlineSnapshot(`
      "support-agent                                                           ✓ 1.00 s
      trace     01935d6e-0000-7000-8000-000000000000
      thread    t-1
      tags      beta · retry
      totals    2 llm calls · 1 tool call · 1,200→30 tokens · 1 error · 1 retry
                250 ms lost to failed attempts · answered by gpt-4o-mini (openai)
      input     Where is it?
                The order, I mean.
      output    On its way.

                                 0                    500 ms            1.00 s
      └ chain agent              █████████████████████████████████████████████  1.00 s
        ├ llm model gpt-4o-mini  ██████████████████████▌                        500 ms
        └ tool look_up                                 ▐██████████████████████  500 ms
      "
    `);
  });

  test("siblings are in the order of their start, and of their ids where they started together", () => {
    const labels = branches([
      shownSpan("c", { start_time: at(0.002) }),
      shownSpan("b", { start_time: at(0.001) }),
      shownSpan("a", { start_time: at(0.001) }),
    ]).map((line) => line.slice(0, 12).trim());
    expect(labels).toEqual(["├ chain a", "├ chain b", "└ chain c"]);
  });

  test("a span whose parent is missing is put below the trace, with a note", () => {
    const lines = branches([shownSpan("kept"), shownSpan("lost", { parent_span_id: "nowhere" })]);
    expect(lines[1]).toMatch(/^└ \? chain lost/);
    expect(lines[2]?.trim()).toBe("its parent is not in this trace");
  });

  test("spans that are one another's parents are each shown once", () => {
    const lines = branches([
      shownSpan("a", { parent_span_id: "b" }),
      shownSpan("b", { parent_span_id: "a" }),
      shownSpan("self", { parent_span_id: "self" }),
    ]);
    expect(lines.filter((line) => /chain (a|b|self) /.test(line))).toHaveLength(3);
  });

  test("spans of another trace are left out", () => {
    expect(tree([shownSpan("other", { trace_id: "another" })])).not.toContain("other");
  });

  test("a trace without spans is printed as its header alone", () => {
    expect(tree([]).trimEnd().split("\n")).toHaveLength(2);
  });
});

describe("what went wrong or was tried again", () => {
  test("an error shows its type and the first line of its message", () => {
    const lines = branches([shownSpan("broken", { error_info: RATE_LIMIT })]);
    expect(lines[0]).toMatch(/^└ ✗ chain broken/);
    expect(lines[1]?.trim()).toBe("RateLimitError: 429 slow down… +11");
    expect(lines).toHaveLength(2);
  });

  test("an error that passes through parents is printed where it came from", () => {
    const lines = branches([
      shownSpan("outer", { error_info: RATE_LIMIT }),
      shownSpan("inner", { error_info: RATE_LIMIT, parent_span_id: "outer" }),
    ]);
    expect(lines.filter((line) => line.includes("RateLimitError"))).toHaveLength(1);
    expect(lines.filter((line) => line.includes("✗"))).toHaveLength(2);
  });

  test("a further attempt shows its number, why it was made, how much later, and how it ended", () => {
    const attempt = {
      kind: "fallback",
      number: 2,
      mechanism: "withFallbacks",
      outcome: "answered",
      reason: { type: "RateLimitError", status: 429 },
      wait_ms: 120,
    };
    expect(branches([shownSpan("second", { metadata: { attempt } })])[1]?.trim()).toBe(
      "fallback 2 answered, after RateLimitError 429, 120 ms later",
    );
  });

  test("the requests of a model's own HTTP client are listed in their order", () => {
    const http_attempts = [
      { number: 1, outcome: "failed", duration_ms: 40, error: { type: "RateLimitError", status: 429 }, wait_ms: 2_000 },
      { number: 2, outcome: "failed", duration_ms: 30, error: { type: "APIConnectionError" }, wait_ms: 1_500 },
      { number: 3, outcome: "answered", duration_ms: 400 },
    ];
    expect(branches([shownSpan("model", { metadata: { http_attempts } })])[1]?.trim()).toBe(
      "3 requests: 429 +2.00 s, APIConnectionError +1.50 s, answered",
    );
  });

  test.each([
    [{ control_flow: "GraphInterrupt" }, "left by GraphInterrupt"],
    [{ abandoned: "idle" }, "abandoned: idle"],
    [{ in_progress: true }, "in progress"],
  ])("metadata %j is put into words", (metadata, words) => {
    expect(branches([shownSpan("run", { metadata })])[1]?.trim()).toBe(words);
  });

  test("an open span has no duration, and its bar goes on to the end of the axis", () => {
    const [line] = branches([openSpan("waiting", { start_time: at(500) })]);
    expect(line).toMatch(/█ +open$/);
  });

  test("a trace that is open, or that failed, says so beside its name", () => {
    const titleOf = (trace: TraceRecord) => printTrace(trace, [], { width: 60, color: false }).split("\n")[0];
    expect(titleOf(openTrace())).toMatch(/^support-agent +in progress$/);
    expect(titleOf(shownTrace({ error_info: RATE_LIMIT }))).toMatch(/^support-agent +✗ failed after 1.00 s$/);
  });
});

describe("the figures of a model call", () => {
  const call = shownSpan("model", {
    type: "llm",
    usage: { prompt_tokens: 1204, completion_tokens: 312, "original_usage.cache_read_input_tokens": 1024 },
    ttft: 210,
  });
  const figures = "1,204→312 tokens (1,024 cached) · first token 210 ms";

  test("the figures of a model call are below the call in a narrow terminal", () => {
    const cached = { ...call, metadata: { cache_hit: true } };
    expect(branches([cached], 80)[1]?.trim()).toBe(`${figures} · cache hit`);
  });

  test("the figures of a model call are beside the call in a wide terminal", () => {
    const lines = branches([call], 160);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith(`  ${figures}`)).toBe(true);
  });
});

describe("what went in and came out", () => {
  const tool = (input: JsonObject, output: JsonObject) => shownSpan("price", { type: "tool", input, output });

  test.each([
    ["a tool's message", tool({ sku: "A1" }, { output: '{"usd":100}', status: "success" }), 'A1 → {"usd":100}'],
    ["a tool's object", tool({ a: 1, b: 2 }, { output: 3, unit: "m" }), '{"a":1,"b":2} → {"output":3,"unit":"m"}'],
    ["lines", tool({ sku: "A1" }, { output: "7 left\nmore on Monday" }), "A1 → 7 left more on Monday"],
    [
      "a retrieval",
      shownSpan("docs", {
        type: "tool",
        metadata: { "opik.kind": "retrieval" },
        input: { query: "returns" },
        output: { documents: [{ pageContent: "Within 30 days." }, { pageContent: "Free." }] },
      }),
      "returns → 2 found · Within 30 days. · Free.",
    ],
    [
      "a model that answers, without the talk before",
      shownSpan("model", {
        type: "llm",
        input: { messages: [{ role: "user", content: "long" }] },
        output: { choices: [{ message: { role: "assistant", content: "It costs 9,999 EUR." } }] },
      }),
      "→ It costs 9,999 EUR.",
    ],
    [
      "a model that asks for tools",
      shownSpan("model", {
        type: "llm",
        output: {
          choices: [{ message: { content: "", tool_calls: [{ function: { name: "f", arguments: '{"x":1}' } }] } }],
        },
      }),
      '→ f({"x":1})',
    ],
  ])("the line below a span sums up %s", (_what, span, text) => {
    expect(branches([span])[1]?.trim()).toBe(text);
  });

  test("a failed tool shows what it was asked", () => {
    const lines = branches([shownSpan("price", { type: "tool", input: { sku: "A1" }, error_info: RATE_LIMIT })]);
    expect(lines.slice(1).map((line) => line.trim())).toEqual(["A1", "RateLimitError: 429 slow down… +11"]);
  });

  test("nothing is shown of a chain's values, nor where values are not recorded", () => {
    expect(branches([shownSpan("chain", { input: { a: 1 }, output: { b: 2 } })])).toHaveLength(1);
    expect(branches([shownSpan("price", { type: "tool" })])).toHaveLength(1);
  });

  test("a long input leaves room for the output, and each is cut to fit the line", () => {
    const [, line = ""] = branches([tool({ text: "in ".repeat(900) }, { output: "out ".repeat(900) })]);
    expect(line).toMatch(/^ {4}(?:in )+.*… \+[\d,]+ → (?:out )+.*… \+[\d,]+$/);
    expect(cellsOf(line)).toBeLessThanOrEqual(80);
  });

  test("long values of a trace are given a few lines each, and say how much is left out", () => {
    const trace = shownTrace({ input: { text: "in ".repeat(900) }, output: { text: "out ".repeat(900) } });
    const lines = traceLines(trace, [], { width: 80 });
    for (const line of lines) expect(cellsOfLine(line)).toBeLessThanOrEqual(80);
    expect(lines.slice(2).map((line) => line.map(({ text }) => text).join(""))).toEqual([
      ...[textMatching(/^input {5}in in/), textMatching(/^ {10}in in/), textMatching(/^ {10}in in .*… \+2,499$/)],
      textMatching(/^output {4}out out/),
      ...Array.from({ length: 4 }, () => textMatching(/^ {10}out out/)),
      textMatching(/^ {10}out out .*… \+3,197$/),
    ]);
  });

  test("the answer of a trace is shown with all its lines", () => {
    const trace = shownTrace({ output: { output: "It left on Monday.\n\n- Parcel 1\n- Parcel 2" } });
    expect(printTrace(trace, [], { width: 80, color: false })).toContain(
      "output    It left on Monday.\n          - Parcel 1\n          - Parcel 2\n",
    );
  });
});

describe("in a narrow terminal and in a wide one", () => {
  const spans = [
    shownSpan("plan", { name: "plan_the_next_steps_of_the_customers_refund_with_all_policies" }),
    shownSpan("model", {
      ...{ type: "llm", model: "gpt-4o-mini-2024-07-18", parent_span_id: "plan", end_time: at(700) },
      name: "ChatOpenAI_for_the_refunds_department_of_the_company",
      usage: { prompt_tokens: 1204, completion_tokens: 312 },
      ttft: 210,
      output: { choices: [{ message: { role: "assistant", content: `Yes.\n${"It is possible. ".repeat(20)}` } }] },
    }),
    shownSpan("tool", {
      ...{ type: "tool", parent_span_id: "plan", start_time: at(700), name: "返金の可能性を調べるための道具" },
      input: { order: 1042 },
      error_info: {
        exception_type: "TimeoutError",
        message: "No answer after 300 ms.\nTried 3 times.",
        traceback: "t",
      },
    }),
  ];
  const lines = (width: number) =>
    traceLines(shownTrace({ output: { output: "Refunded." } }), spans, { width, isNumbered: true });

  test.each([80, 120])("a tree in %i columns keeps kinds, models, times, numbers and texts; it cuts names", (width) => {
    const text = lines(width).map((line) =>
      line
        .map((one) => one.text)
        .join("")
        .trimEnd(),
    );
    expect(`\n${text.join("\n")}\n`).toMatchSnapshot();
    for (const line of text) expect(cellsOf(line)).toBeLessThanOrEqual(width);
    for (const telling of [
      "gpt-4o-mini-2024-07-18",
      "700 ms",
      "1,204→312 tokens",
      "TimeoutError: No answer after 300 ms.",
    ])
      expect(text.join("\n")).toContain(telling);
  });
});

describe("long traces", () => {
  const steps = Array.from({ length: 40 }, (_, index) =>
    shownSpan(`step-${String(index).padStart(2, "0")}`, {
      name: "step",
      ...(index >= 28 && { error_info: RATE_LIMIT }),
    }),
  );

  test("three siblings of one name are shown, and three that failed, and the others are counted", () => {
    const lines = branches(steps);
    expect(lines.map((line) => line.slice(0, 26).trimEnd())).toEqual([
      "├ chain step",
      "├ chain step",
      "├ chain step",
      "├ … 34 more (9 failed) ste",
      "├ ✗ chain step",
      "│   RateLimitError: 429 sl",
      "├ ✗ chain step",
      "│   RateLimitError: 429 sl",
      "└ ✗ chain step",
      "    RateLimitError: 429 sl",
    ]);
  });

  test("eight siblings of one name are all shown", () => {
    expect(branches(steps.slice(0, 8))).toHaveLength(8);
  });

  test("a sibling with another name is never folded", () => {
    expect(branches([...steps, shownSpan("the-last")]).at(-1)).toMatch(/^└ chain the-last/);
  });

  test("a deep chain leaves room for its names", () => {
    const deep = Array.from({ length: 60 }, (_, index) =>
      shownSpan(`level-${index}`, index === 0 ? {} : { parent_span_id: `level-${index - 1}` }),
    );
    expect(branches(deep).at(-1)).toContain("chain level-59");
  });
});

describe("any record", () => {
  const anyText = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), fc.constant("日本語の名前"));
  const anySpan = fc
    .record({
      id: fc.integer({ min: 0, max: 12 }),
      parent: fc.option(fc.integer({ min: 0, max: 14 }), { nil: undefined }),
      name: anyText,
      model: anyText,
      message: anyText,
      fromMillis: fc.integer({ min: -50, max: 1200 }),
      lengthMillis: fc.option(fc.integer({ min: -10, max: 5000 }), { nil: undefined }),
    })
    .map(({ id, parent, name, model, message, fromMillis, lengthMillis }): SpanRecord => {
      const open = openSpan(`s${id}`, {
        name,
        model,
        type: "llm",
        start_time: at(fromMillis),
        output: { choices: [{ message: { content: message } }] },
        error_info: { exception_type: "Error", message, traceback: "t" },
        ...(parent !== undefined && { parent_span_id: `s${parent}` }),
      });
      return lengthMillis === undefined ? open : { ...open, end_time: at(fromMillis + lengthMillis) };
    });

  test("no line is wider than the terminal, and every span is in the tree", () => {
    fc.assert(
      fc.property(
        fc.array(anySpan, { maxLength: 8 }),
        anyText,
        fc.integer({ min: 40, max: 200 }),
        (spans, name, width) => {
          const text = printTrace(shownTrace({ name, tags: [name] }), spans, { width, color: false });
          for (const line of text.split("\n")) expect(cellsOf(line)).toBeLessThanOrEqual(width);
          const shown = text.split("\n").filter((line) => /^[│ ⋯]*[├└] /.test(line));
          expect(shown).toHaveLength(new Set(spans.map((span) => span.id)).size);
        },
      ),
    );
  });

  test("nothing that controls a terminal comes out of a record", () => {
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 4 }), anyText, (spans, name) => {
        const trace = shownTrace({ name, thread_id: name, input: name, tags: [name] });
        const text = printTrace(trace, spans, { width: 100, color: false });
        expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  test("an escape sequence in a name is shown with its control characters replaced", () => {
    const line = branches([shownSpan("x", { name: "\u001b[31mred\u001b[0m\u0007" })])[0];
    expect(line).toMatch(/^└ chain \ufffd\[31mred\ufffd\[0m\ufffd/);
  });

  test("colour adds colours and changes no text", () => {
    const spans = [shownSpan("broken", { error_info: RATE_LIMIT }), shownSpan("model", { type: "llm", model: "m" })];
    const plain = printTrace(shownTrace({ tags: ["a"] }), spans, { width: 90, color: false });
    const coloured = printTrace(shownTrace({ tags: ["a"] }), spans, { width: 90, color: true });
    expect(coloured).toContain("\u001b[31m");
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
});
