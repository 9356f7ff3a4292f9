import type { Runnable, RunnableConfig } from "@langchain/core/runnables";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { asJsonObject } from "../../../src/records/json/json-object.js";
import type { SpanRecord } from "../../../src/records/record.js";
import type { ModelCall } from "../../support/models/model-server.js";
import { answeredBy, UNAVAILABLE } from "../../support/models/scripted-models.js";
import { collected } from "../../support/models/streamed.js";
import { shortenWaits } from "../../support/time/short-waits.js";
import { expectedAttempts } from "../../support/traces/expected-attempts.js";
import { failuresOf, type Nest, nests, refusesBatches, runnableOf } from "../../support/traces/random-nest.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

beforeEach(shortenWaits);

const WAYS = {
  invoke: (runnable: Runnable, config: RunnableConfig) => runnable.invoke("why?", config),
  stream: async (runnable: Runnable, config: RunnableConfig) => collected(await runnable.stream("why?", config)),
  batch: (runnable: Runnable, config: RunnableConfig) => runnable.batch(["why?"], config),
};
type Way = keyof typeof WAYS;

/** Runs a nest, and gives what the model server saw of it: each call as `model ok` or `model failed`. */
async function runNest(world: TracedWorld, nest: Nest, way: Way, tag: string): Promise<readonly string[]> {
  const left = new Map(Object.entries(failuresOf(nest)));
  const seen: string[] = [];
  world.models.script = (call: ModelCall) => {
    const failures = left.get(call.model) ?? 0;
    left.set(call.model, failures - 1);
    seen.push(`${call.model} ${failures > 0 ? "failed" : "ok"}`);
    return failures > 0 ? UNAVAILABLE : answeredBy(call);
  };
  const runnable = runnableOf(nest, (model) => world.chatModel({ model }));
  await WAYS[way](runnable, { callbacks: [world.handler], tags: [tag] }).catch(() => undefined);
  return seen;
}

function modelCallsOf(spans: readonly SpanRecord[]): string[] {
  return spans
    .filter(({ type }) => type === "llm")
    .map(({ model, error_info: error }) => `${String(model)} ${error === undefined ? "ok" : "failed"}`);
}

function attemptsOf(spans: readonly SpanRecord[]): string[] {
  return spans
    .map(({ metadata }) => asJsonObject(metadata?.attempt))
    .filter(({ number }) => number !== undefined)
    .map(({ kind, number, outcome }) => `${String(kind)} ${String(number)} ${String(outcome)}`);
}

const further = (attempts: readonly string[], kind: string) =>
  attempts.filter((one) => one.startsWith(kind) && !one.startsWith(`${kind} 1 `)).length;

test("a trace has the attempts that the server saw, however retries, fallbacks and branches are nested", async () => {
  const world = await traceWorld();
  let runs = 0;

  await fc.assert(
    fc.asyncProperty(nests, fc.constantFrom<Way>("invoke", "stream", "batch"), async (nest, way) => {
      fc.pre(way !== "batch" || !refusesBatches(nest));
      runs += 1;
      const tag = `run-${runs}`;
      const seen = await runNest(world, nest, way, tag);

      const { traces, spans } = await world.arrived();
      const trace = traces.find(({ tags }) => tags?.includes(tag));
      const own = spans.filter((span) => span.trace_id === trace?.id);
      const expected = expectedAttempts(nest, way);
      expect(modelCallsOf(own).sort()).toEqual([...seen].sort());
      expect(attemptsOf(own).sort()).toEqual([...expected.attempts].sort());
      expect(trace?.error_info === undefined).toBe(expected.answered);
      expect(trace?.metadata?.summary).toMatchObject({
        llm_calls: seen.length,
        retries: further(expected.attempts, "retry"),
        fallbacks: further(expected.attempts, "fallback"),
      });
    }),
    { numRuns: 150 },
  );
});
