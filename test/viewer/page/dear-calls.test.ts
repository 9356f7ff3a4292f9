import { describe, expect, it } from "vitest";
import { dearCalls } from "../../../src/viewer/page/trace/dear-calls.js";
import { spanLine } from "./support/span-lines.js";

describe("a call that costs many times what the others do", () => {
  it("is told apart, with how many times that is", () => {
    expect(dearCalls([call("a", 0.01), call("b", 0.2), call("c", 0.01), call("d", 0.012)])).toEqual(
      new Map([["b", 20]]),
    );
  });

  it("is none where calls cost much the same, have no price, or are too few to say what is usual", () => {
    expect(dearCalls([call("a", 0.01), call("b", 0.02), call("c", 0.04)]).size).toBe(0);
    expect(dearCalls([call("a", 0), call("b", 0), call("c", 1)]).size).toBe(0);
    expect(dearCalls([call("a", 0.01), call("b", 1), spanLine({ id: "c", kind: "llm" })]).size).toBe(0);
  });

  it("is a call of a model, not what sums calls up", () => {
    const chain = spanLine({ id: "chain", kind: "chain", cost: 5 });
    expect(dearCalls([chain, call("a", 0.01), call("b", 0.01), call("c", 0.01)]).size).toBe(0);
  });
});

function call(id: string, cost: number) {
  return spanLine({ id, kind: "llm", cost });
}
