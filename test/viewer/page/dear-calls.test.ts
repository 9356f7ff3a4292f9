import { describe, expect, it } from "vitest";
import { dearCalls } from "../../../src/viewer/page/trace/dear-calls.js";
import { spanLine } from "./support/span-lines.js";

describe("a call that costs many times as much as the others", () => {
  it("an expensive call is marked with how many times it costs what the others cost", () => {
    expect(dearCalls([call("a", 0.01), call("b", 0.2), call("c", 0.01), call("d", 0.012)])).toEqual(
      new Map([["b", 20]]),
    );
  });

  it("no call is marked where costs are alike, have no price, or are too few to compare", () => {
    expect(dearCalls([call("a", 0.01), call("b", 0.02), call("c", 0.04)]).size).toBe(0);
    expect(dearCalls([call("a", 0), call("b", 0), call("c", 1)]).size).toBe(0);
    expect(dearCalls([call("a", 0.01), call("b", 1), spanLine({ id: "c", kind: "llm" })]).size).toBe(0);
  });

  it("only a model call is marked as expensive, not a span that sums calls up", () => {
    const chain = spanLine({ id: "chain", kind: "chain", cost: 5 });
    expect(dearCalls([chain, call("a", 0.01), call("b", 0.01), call("c", 0.01)]).size).toBe(0);
  });
});

function call(id: string, cost: number) {
  return spanLine({ id, kind: "llm", cost });
}
