import { describe, expect, it } from "vitest";
import { alignSpans } from "../../../src/viewer/page/compare/align-spans.js";
import { changeText } from "../../../src/viewer/page/compare/change-text.js";
import { spanLine } from "./support/span-lines.js";

describe("two traces side by side", () => {
  it("two traces share a row for spans of one kind, name and depth, and each other span has its own", () => {
    const left = [
      spanLine({ id: "l1", name: "plan", from: 0 }),
      spanLine({ id: "l2", name: "model", kind: "llm", parentSpanId: "l1", from: 1 }),
      spanLine({ id: "l3", name: "answer", from: 3 }),
    ];
    const right = [
      spanLine({ id: "r1", name: "plan", from: 0 }),
      spanLine({ id: "r2", name: "model", kind: "llm", parentSpanId: "r1", from: 1 }),
      spanLine({ id: "r3", name: "model", kind: "llm", parentSpanId: "r1", from: 2 }),
      spanLine({ id: "r4", name: "answer", from: 3 }),
    ];
    expect(alignSpans(left, right).map(({ left: one, right: other, depth }) => [one?.id, other?.id, depth])).toEqual([
      ["l1", "r1", 0],
      ["l2", "r2", 1],
      [undefined, "r3", 1],
      ["l3", "r4", 0],
    ]);
  });

  it("a comparison says how much more or less the right trace took", () => {
    expect([
      changeText(100, 112),
      changeText(100, 60),
      changeText(100, 410),
      changeText(100, 100),
      changeText(undefined, 1),
      changeText(0, 1),
    ]).toEqual(["+12%", "−40%", "×4.1", "", "", ""]);
  });
});
