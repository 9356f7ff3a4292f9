import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import { describe, expect, test } from "vitest";
import { withOpikFallbacks, withOpikRetry } from "../../src/chains/index.js";
import { failsFirst } from "../support/models/scripted-models.js";
import { attemptLines } from "../support/traces/attempt-lines.js";
import { type TracedWorld, traceWorld } from "../support/traces/traced-world.js";

const State = Annotation.Root({ question: Annotation<string>, answer: Annotation<string> });

/** A node with a retry policy, in it retries, in them fallbacks. */
function nestedGraph(world: TracedWorld) {
  const [large, small] = [world.chatModel({ model: "large" }), world.chatModel({ model: "small" })];
  const model = withOpikRetry(withOpikFallbacks(large, [small]), {
    maxAttempts: 2,
    initialDelayMs: 1,
    retryOn: () => true,
  });
  return new StateGraph(State)
    .addNode("ask", async ({ question }: typeof State.State) => ({ answer: (await model.invoke(question)).text }), {
      retryPolicy: { maxAttempts: 3, initialInterval: 1, jitter: false, logWarning: false },
    })
    .addEdge(START, "ask")
    .addEdge("ask", END)
    .compile();
}

describe("fallbacks within retries within a node that has a retry policy", () => {
  test("fallbacks within retries within a graph node's own retries each record their attempts", async () => {
    const world = await traceWorld(failsFirst(5));

    const { answer } = await nestedGraph(world).invoke({ question: "why?" }, { callbacks: [world.handler] });

    expect(answer).toBe("small says why?");
    const { trace, spans } = await world.onlyTrace();
    const bothFailed = ["large: fallback 1 failed", "small: fallback 2 failed, after 503 of large (withFallbacks)"];
    expect(attemptLines(spans)).toEqual([
      "ask: retry 1 failed",
      "OpikFallbacks: retry 1 failed",
      ...bothFailed,
      "OpikFallbacks: retry 2 failed, after AllCandidatesFailedError of small (withRetry)",
      ...bothFailed,
      "ask: retry 2 answered, after AllCandidatesFailedError of small (retryPolicy)",
      "large: fallback 1 failed",
      "small: fallback 2 answered, after 503 of large (withFallbacks)",
    ]);
    expect(trace.tags).toEqual(["fallback", "answered_by:small", "retry"]);
    expect(trace.metadata?.summary).toMatchObject({ retries: 2, fallbacks: 3, errors: 5, llm_calls: 6 });
  });

  test("nested fallbacks and retries end at once when the caller stops them, and ask no candidate again", async () => {
    const world = await traceWorld((call) => (call.index === 2 ? { kind: "silent" } : { kind: "error", status: 503 }));
    const stop = new AbortController();

    const answer = nestedGraph(world).invoke({ question: "why?" }, { callbacks: [world.handler], signal: stop.signal });
    await world.models.waitForCalls(3);
    stop.abort(new Error("enough"));

    await expect(answer).rejects.toThrow();
    const { trace, spans } = await world.onlyTrace();
    expect(world.models.calls).toHaveLength(3);
    expect(spans.every(({ end_time: endTime }) => endTime !== undefined)).toBe(true);
    expect(trace.metadata?.summary).toMatchObject({ errors: 2, fallbacks: 1, retries: 1 });
  });
});
