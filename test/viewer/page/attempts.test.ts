import { describe, expect, it } from "vitest";
import { attemptChains, lostTimes, waitBefore } from "../../../src/viewer/page/trace/attempt-chains.js";
import { spanLine, TRACE_START_MS } from "./support/span-lines.js";

describe("the tries of a call", () => {
  const first = spanLine({ id: "first", attemptNumber: 1, from: 0, to: 10 });
  const second = spanLine({ id: "second", attemptNumber: 2, from: 25, to: 30 });

  it("the tries of a call form one chain, with the waits between them", () => {
    const chains = attemptChains([second, first, spanLine({ id: "other" })]);
    expect(chains.get("second")?.map(({ id }) => id)).toEqual(["first", "second"]);
    expect(chains.get("first")).toBe(chains.get("second"));
    expect(chains.has("other")).toBe(false);
    expect(waitBefore(chains.get("second") ?? [], "first")).toBeUndefined();
    expect(waitBefore(chains.get("second") ?? [], "second")).toEqual(range(10, 25));
  });

  it("the tries of a call cost the time until the last of them began", () => {
    expect(lostTimes(attemptChains([first, second]))).toEqual([range(0, 25)]);
    expect(lostTimes(attemptChains([first]))).toEqual([]);
  });

  it("the tries of calls that run side by side, or under other spans, are kept apart", () => {
    const elsewhere = spanLine({ id: "elsewhere", attemptNumber: 1, from: 0, to: 20, parentSpanId: "x" });
    const beside = spanLine({ id: "beside", attemptNumber: 1, from: 1, to: 24 });
    const besideAgain = spanLine({ id: "beside again", attemptNumber: 2, from: 24.5, to: 40 });
    const chains = attemptChains([first, beside, elsewhere, besideAgain, second]);
    expect(chains.get("beside again")?.map(({ id }) => id)).toEqual(["beside", "beside again"]);
    expect(chains.get("second")?.map(({ id }) => id)).toEqual(["first", "second"]);
    expect(chains.get("elsewhere")).toHaveLength(1);
  });
});

function range(from: number, to: number) {
  const micros = (ms: number) => (TRACE_START_MS + ms) * 1_000;
  return { fromMicros: micros(from), toMicros: micros(to) };
}
