import { beforeEach, describe, expect, test } from "vitest";
import { UNAVAILABLE } from "../../support/models/scripted-models.js";
import { shortenWaits } from "../../support/time/short-waits.js";
import { attemptLines } from "../../support/traces/attempt-lines.js";
import { traceWorld } from "../../support/traces/traced-world.js";
import { CELLS, failsTwice, triedThrice } from "./mechanism-cells.js";

beforeEach(shortenWaits);

const TRACE_TAGS = { retry: ["retry"], fallback: ["fallback", "answered_by:small"] };
// The model around the tool speaks last.
const ANSWERED_BY: Readonly<Record<string, string>> = { toolRetryMiddleware: "agent" };

describe("50 calls at a time on one handler, each answered at its third try", () => {
  const retried = CELLS.filter(({ way, mechanism }) => way !== "stream" || mechanism.triesStreams !== "none");

  test.each(retried)("$name, called by $way, numbers and explains all its tries", async ({ mechanism, call }) => {
    const world = await traceWorld(failsTwice(mechanism, () => UNAVAILABLE));

    await call(
      Array.from({ length: 50 }, (_, index) => `question ${index}`),
      world,
    );

    const { traces, spans } = await world.arrived();
    expect(traces).toHaveLength(50);
    for (const { id, tags, metadata } of traces) {
      expect(attemptLines(spans.filter((span) => span.trace_id === id))).toEqual(triedThrice(mechanism, "503"));
      expect(tags).toEqual(TRACE_TAGS[mechanism.kind]);
      const counts = mechanism.kind === "retry" ? { retries: 2, fallbacks: 0 } : { retries: 0, fallbacks: 2 };
      expect(metadata?.summary).toMatchObject({
        ...counts,
        answered_by: { model: ANSWERED_BY[mechanism.attemptName] ?? "small" },
      });
    }
  });
});

describe("a stream under LangChain's withRetry", () => {
  test("a stream that withRetry does not try again is recorded as one failed call without an attempt", async () => {
    for (const { mechanism, call } of CELLS.filter((cell) => cell.name === "withRetry" && cell.way === "stream")) {
      const world = await traceWorld(failsTwice(mechanism, () => UNAVAILABLE));

      await expect(call(["why?"], world)).rejects.toThrow("503");

      const { trace, spans } = await world.onlyTrace();
      expect(attemptLines(spans)).toEqual([]);
      expect(spans.map(({ type }) => type)).toEqual(["llm"]);
      expect(trace.tags).toBeUndefined();
      expect(trace.metadata?.summary).toMatchObject({ llm_calls: 1, errors: 1, retries: 0 });
    }
  });
});
