import { describe, expect, it } from "vitest";
import { testId } from "../support/opik-server/record-texts.js";
import { checkSpanBatch, checkTraceBatch } from "./wire-check.js";

const TIME = "2026-01-01T00:00:00.123456Z";
const TRACE = { id: testId(1), start_time: TIME };
const SPAN = { id: testId(2), trace_id: testId(1), start_time: TIME };

describe("the wire schema", () => {
  it("the wire schema allows the smallest records and every field of the wire", () => {
    const full = { end_time: TIME, last_updated_at: TIME, source: "sdk", tags: ["a"], ttft: 1.5, environment: "dev" };
    expect(checkTraceBatch({ traces: [TRACE, { ...TRACE, ...full, thread_id: "t" }] }).kind).toBe("traces");
    const error_info = { exception_type: "Error", traceback: "at x" };
    const llm = { type: "llm", model: "m", provider: "openai", usage: { "original_usage.prompt_tokens": 3 } };
    expect(checkSpanBatch({ spans: [SPAN, { ...SPAN, ...full, ...llm, error_info }] }).kind).toBe("spans");
  });

  it.each([
    [
      "a field that the server does not know",
      { thread_id: "t" },
      "/spans/0 must NOT have additional properties: thread_id",
    ],
    ["an id of another UUID version", { id: "01900000-0000-4000-8000-000000000001" }, "/spans/0/id must match pattern"],
    [
      "a blank traceback",
      { error_info: { exception_type: "E", traceback: " " } },
      "/spans/0/error_info/traceback must",
    ],
    [
      "a token count that is no integer",
      { usage: { prompt_tokens: 0.5 } },
      "/spans/0/usage/prompt_tokens must be integer",
    ],
    ["a token count above 32 bits", { usage: { prompt_tokens: 2 ** 31 } }, "/spans/0/usage/prompt_tokens must be <="],
    ["usage within usage", { usage: { details: { cached: 1 } } }, "/spans/0/usage/details must be integer"],
    ["a tag that stands twice", { tags: ["a", "a"] }, "/spans/0/tags must NOT have duplicate items"],
    ["an unknown span type", { type: "chain" }, "/spans/0/type must be equal to one of"],
    ["a time without a zone", { start_time: "2026-01-01T00:00:00" }, "/spans/0/start_time must match format"],
  ])("the wire schema refuses %s", (_, fields, violation) => {
    const checked = checkSpanBatch({ spans: [{ ...SPAN, ...fields }] });

    expect(checked.kind === "invalid" ? checked.violations.join("\n") : "").toContain(violation);
  });

  it("the wire schema refuses an empty batch and one of more than 1,000 records", () => {
    expect(checkTraceBatch({ traces: [] }).kind).toBe("invalid");
    expect(checkTraceBatch({ traces: Array.from({ length: 1_001 }, () => TRACE) }).kind).toBe("invalid");
  });
});
